"""One file per kind of chart: each has `chart(result, language)`, which returns a plain, layered Vega-Lite dict."""
