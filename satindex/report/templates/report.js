(() => {
  const read = id => JSON.parse(document.getElementById(id).textContent);
  const options = read("embed-options");
  const said = (made, name, cell) => made.texts[name] ? made.texts[name][cell] : cell;
  const rows = made => made.columns
    ? made.rows.map(row => Object.fromEntries(made.columns.map((name, at) => [name, said(made, name, row[at])])))
    : made;
  const draw = place => {
    for (const chart of place.querySelectorAll("[data-spec]:empty")) {
      const spec = read(chart.dataset.spec);
      for (const name in spec.datasets) spec.datasets[name] = rows(spec.datasets[name]);
      vegaEmbed(chart, spec, options).catch(error => {
        chart.textContent = String(error);
      });
    }
  };
  draw(document);
  addEventListener("satindex:shown", event => draw(event.target));
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details:not([open])")) {
      details.open = true;
      details.dataset.opened = "";
    }
  });
  addEventListener("afterprint", () => {
    for (const details of document.querySelectorAll("details[data-opened]")) {
      details.open = false;
      delete details.dataset.opened;
    }
  });
})();
