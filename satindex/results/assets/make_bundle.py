"""Makes `vega.js`, the script that draws the charts; run by hand when Altair moves to a newer Vega-Lite.

    python satindex/results/assets/make_bundle.py

vl-convert-python carries Vega, Vega-Lite and Vega-Embed inside its wheel, so nothing is fetched. The licences of
what the bundle holds are in `LICENSES.txt`, copied from the packages' own files in the npm registry.
"""

from __future__ import annotations

from pathlib import Path

VEGA_LITE = "6.4"


def bundle() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script that sets `window.vegaEmbed` and leaks no other name."""
    import vl_convert

    script: str = vl_convert.javascript_bundle(vl_version=VEGA_LITE)  # type: ignore[call-arg] # its stub knows no default
    inert = script.replace("</script", "<\\/script").replace("<!--", "<\\!--")
    return f"(()=>{{{inert}}})();\n"


if __name__ == "__main__":
    Path(__file__).with_name("vega.js").write_text(bundle(), encoding="utf-8", newline="\n")
