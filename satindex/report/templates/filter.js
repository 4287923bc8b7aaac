// The filter: puts what was laid out beforehand for one level or one wave in the place of what all respondents say.
(() => {
  const bar = document.getElementById("filter");
  if (!bar || !("DecompressionStream" in window)) return;
  const selects = [...bar.querySelectorAll("select")], reset = bar.querySelector("button");
  const said = bar.querySelector("[role=status]"), glances = document.getElementById("glances");
  const available = new Set(JSON.parse(bar.dataset.keys)), whole = new Map();
  let views, asked = "";

  function unpacked() {
    const text = JSON.parse(document.getElementById("filter-views").textContent);
    const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  }

  // What stands in a place now is kept with its charts, to be put back.
  function put(place, html) {
    const folds = () => [...place.querySelectorAll("details")], open = folds().map(one => one.open);
    if (!whole.has(place)) whole.set(place, [...place.childNodes]);
    if (html === undefined) place.replaceChildren(...whole.get(place));
    else place.innerHTML = html;
    folds().forEach((one, at) => (one.open = open[at] ?? false));
  }

  function badge(place, text) {
    const element = document.createElement("p");
    element.className = "filtered";
    element.textContent = text;
    place.prepend(element);
  }

  // Sections and tables that the filter leaves as they are say so.
  function unfiltered(filtered, text) {
    for (const note of document.querySelectorAll(".unfiltered")) note.remove();
    if (!text) return;
    for (const section of document.querySelectorAll("main section:has(article)")) {
      const articles = [...section.querySelectorAll("article")], left = articles.filter(one => !filtered.has(one));
      const places = left.length === articles.length ? [section.querySelector("h2")] : left;
      for (const place of places) {
        const note = document.createElement("p");
        note.className = "note unfiltered";
        note.textContent = text;
        if (place.tagName === "H2") place.after(note);
        else place.prepend(note);
      }
    }
  }

  const key = () => selects.map(select => select.value).filter(Boolean).join("+");
  const label = () => selects.filter(select => select.value).map(select => select.selectedOptions[0].text).join(" · ");

  // Where two choices were not laid out together, the later one stands alone, which is said.
  function settle(changed) {
    const alone = !available.has(key());
    if (alone) for (const select of selects) if (select !== changed) select.value = "";
    return alone;
  }

  async function show(alone) {
    const chosen = (asked = key()), text = label();
    if (chosen) views ??= await unpacked();
    if (chosen !== asked) return;
    const filtered = new Set();
    for (const [anchor, laidOut] of Object.entries(views?.blocks ?? {})) {
      const article = document.getElementById(anchor);
      if (!article) continue;
      if (chosen && laidOut[chosen] === undefined) {
        put(article);
        continue;
      }
      put(article, chosen ? laidOut[chosen] : undefined);
      filtered.add(article);
      if (chosen) badge(article, text);
      article.dispatchEvent(new CustomEvent("satindex:shown", { bubbles: true }));
    }
    put(glances, chosen ? views.glances[chosen] : undefined);
    unfiltered(filtered, chosen && bar.dataset.unfiltered);
    reset.hidden = !chosen;
    said.textContent = chosen ? bar.dataset.shown.replace("{}", () => text) + (alone ? ` ${bar.dataset.alone}` : "") : "";
    bar.dataset.shows = chosen;
  }

  for (const select of selects) {
    select.value = "";
    select.addEventListener("change", () => {
      show(select.value !== "" && settle(select));
    });
  }
  reset.addEventListener("click", () => {
    for (const select of selects) select.value = "";
    show();
    selects[0].focus();
  });
  bar.hidden = false;
})();
