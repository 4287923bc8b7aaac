// Sorts a table by a column: figures by what they are, unrounded; texts by their language.
const collator = new Intl.Collator(document.documentElement.lang, {numeric: true});

// What is missing stands last, whichever way a table is sorted; a last row that sums up the others stays the last.
const sorted = (figures, column, turned) => {
  const places = [...figures.rows.keys()], keys = column.cells;
  const sums = figures.rows.filter(row => row.classList.contains("sum"));
  const total = sums.length === 1 && sums[0] === figures.rows.at(-1) ? [places.pop()] : [];
  places.sort((one, other) => {
    if (keys[one] === null || keys[other] === null) return (keys[one] === null) - (keys[other] === null);
    return turned * (column.isText ? collator.compare(keys[one], keys[other]) : keys[one] - keys[other]);
  });
  return [...places, ...total];
};

// Figures begin with the largest, texts with the first; a third time brings back the order in which a table came.
const WAYS = ["descending", "ascending", "none"], WAYS_OF_TEXTS = ["ascending", "descending", "none"];
const sort = (box, at) => {
  const figures = figuresOf(box), column = figures.columns[at], head = figures.heads[at];
  const ways = column.isText ? WAYS_OF_TEXTS : WAYS;
  const way = ways[ways.indexOf(head.getAttribute("aria-sort") ?? "none") + 1] ?? ways[0];
  for (const other of figures.heads) other.removeAttribute("aria-sort");
  if (way !== "none") head.setAttribute("aria-sort", way);
  const turned = way === "descending" ? -1 : 1;
  figures.places = way === "none" ? [...figures.rows.keys()] : sorted(figures, column, turned);
  box.querySelector("tbody").append(...figures.places.map(place => figures.rows[place]));
  tell(`${column.title} · ${texts[way]}`);
};

const sortable = box => {
  if (box.querySelectorAll("tbody tr").length < 2) return;
  for (const [at, head] of [...box.querySelectorAll("thead th")].entries()) {
    const button = made("button", {type: "button", textContent: head.textContent});
    button.addEventListener("click", () => sort(box, at));
    head.replaceChildren(button);
  }
};
