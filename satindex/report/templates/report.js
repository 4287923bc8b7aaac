(() => {
  const read = id => JSON.parse(document.getElementById(id).textContent);
  const options = read("embed-options");
  for (const chart of document.querySelectorAll("[data-spec]")) {
    vegaEmbed(chart, read(chart.dataset.spec), options).catch(error => {
      chart.textContent = String(error);
    });
  }
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
