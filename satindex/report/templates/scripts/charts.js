// Draws every chart of the page, once the script that draws is unpacked.
const undrawn = place => [...place.querySelectorAll("[data-spec]:empty")];
const repeated = (packed, name, cell) => packed.texts[name] ? packed.texts[name][cell] : cell;
const rowsOf = packed => packed.columns
  ? packed.rows.map(row => Object.fromEntries(packed.columns.map((name, at) => [name, repeated(packed, name, row[at])])))
  : packed;

// The page's policy allows this script by its hash alone, wherever it comes from.
const unpack = async () => {
  const bytes = Uint8Array.from(atob(document.getElementById("drawing").textContent), one => one.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = made("script", {textContent: await new Response(stream).text()});
  document.head.append(script);
};

const options = read("embed-options");
const draw = async chart => {
  const spec = read(chart.dataset.spec);
  for (const name in spec.datasets) spec.datasets[name] = rowsOf(spec.datasets[name]);
  try {
    const said = chart.getAttribute("aria-label");
    await vegaEmbed(chart, spec, options);
    // A chart is one picture with one text alternative, its figures stand below it: marks are not told one by one.
    chart.setAttribute("role", "img");
    chart.setAttribute("aria-label", said);
    chart.removeAttribute("aria-roledescription");
    chart.querySelector("svg").setAttribute("aria-hidden", "true");
  } catch (error) {
    chart.textContent = String(error);
  }
};

let unpacked;
const drawAll = async place => {
  const charts = undrawn(place);
  try {
    if (charts.length) {
      if (!("DecompressionStream" in window)) throw texts.too_old;
      await (unpacked ??= unpack());
      await Promise.all(charts.map(draw));
    }
  } catch (error) {
    for (const chart of charts) chart.textContent = String(error);
  }
  document.documentElement.dataset.drawn = document.querySelectorAll(".chart svg").length;
};
everywhere(drawAll);
