// Copies a table, or saves it as CSV: the rows in their order on the page, figures unrounded.
const withBounds = figures => {
  const columns = figures.columns.flatMap(column => column.upper
    ? [{...column, title: `${column.title} ${texts.from}`}, {title: `${column.title} ${texts.to}`, cells: column.upper}]
    : [column]);
  const reasons = {title: texts.reason, isText: true, cells: figures.reasons};
  return figures.reasons.some(reason => reason) ? [...columns, reasons] : columns;
};

// A text that a spreadsheet would compute is kept a text.
const inert = text => /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
const quoted = text => /["\r\n,;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
const onOneLine = text => text.replace(/[\t\r\n]+/g, " ");
const written = (box, between, kept, end) => {
  const figures = figuresOf(box), columns = withBounds(figures);
  const cell = ({cells, texts}, place) => typeof cells[place] === "number"
    ? String(cells[place])
    : inert(cells[place] ?? texts?.[place] ?? "");
  const lines = figures.places.map(place => columns.map(column => cell(column, place)));
  const heads = columns.map(column => inert(column.title));
  return [heads, ...lines].map(line => line.map(kept).join(between) + end).join("");
};

const copyByHand = text => {
  const field = made("textarea", {value: text, readOnly: true});
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (!done) throw new Error();
};
const copy = async box => {
  const text = written(box, "\t", onOneLine, "\n");
  try {
    await (navigator.clipboard?.writeText(text) ?? Promise.reject()).catch(() => copyByHand(text));
    tell(texts.copied);
  } catch {
    tell(texts.not_copied);
  }
};
const save = box => {
  const text = `\ufeff${written(box, ",", quoted, "\r\n")}`;
  const address = URL.createObjectURL(new Blob([text], {type: "text/csv"}));
  const name = `${box.dataset.name.replace(/[^\p{L}\p{N}._ -]+/gu, "_").slice(0, 80)}.csv`;
  made("a", {href: address, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
  tell(`${texts.saved} ${name}`);
};

const ACTIONS = [["copy", copy], ["csv", save]];
const toolsOf = box => {
  const tools = made("div", {className: "tools"});
  for (const [name, does] of ACTIONS) {
    const button = made("button", {type: "button", textContent: texts[name]});
    button.setAttribute("aria-label", `${texts[name]}: ${box.dataset.title}`);
    button.addEventListener("click", () => does(box));
    tools.append(button);
  }
  return tools;
};

// A table that is laid out wide holds the same figures as the rows that are folded below it.
const saveable = box => {
  box.prepend(toolsOf(box));
  box.closest("article")?.querySelector(".scroll.wide")?.before(toolsOf(box));
};
everywhere(place => {
  for (const box of boxesOf(place)) {
    sortable(box);
    saveable(box);
  }
});
