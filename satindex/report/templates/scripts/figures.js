// The figures of a table, unrounded, in the order in which its rows came: read once, when somebody asks for them.

// A figure that is written whole is read from its cell; the others stand in the table's values.
const asRead = text => {
  const plain = text.replace(" †", "").replaceAll(",", "").replace("−", "-");
  return plain.trim() === "" || Number.isNaN(Number(plain)) ? null : Number(plain);
};

const isReason = cell => cell.classList.contains("reason");
// What is written where no figure can be read (yes, no) is kept; a dash and a reason stand for a figure that is missing.
const columnOf = (cells, at, values) => {
  const own = cells.map(row => row[at]), said = own.map(cell => cell.textContent.trim());
  const texts = said.map((text, row) => text === "—" || isReason(own[row]) ? null : text || null);
  if (own.every(cell => cell.classList.contains("t"))) return {isText: true, cells: said.map(text => text || null)};
  if (values?.low) return {isText: false, cells: values.low, upper: values.high};
  const figures = values ?? texts.map(text => text === null ? null : asRead(text));
  const isText = texts.some(text => text) && figures.every(figure => figure === null);
  return isText ? {isText, cells: texts} : {isText, cells: figures, texts};
};

const readFigures = box => {
  const values = box.dataset.values ? read(box.dataset.values) : {};
  const heads = [...box.querySelectorAll("thead th, dt")];
  const rows = box.querySelector("table") ? [...box.querySelector("tbody").rows] : [box.querySelector("dl")];
  const cells = rows.map(row => [...row.querySelectorAll("td, dd")]);
  return {
    heads,
    rows,
    places: [...rows.keys()],
    columns: heads.map((head, at) => ({title: head.textContent.trim(), ...columnOf(cells, at, values[at])})),
    reasons: cells.map(row => row.filter(isReason).map(cell => cell.textContent.trim()).join("; ")),
  };
};

const known = new Map();
const figuresOf = box => {
  if (!known.has(box)) known.set(box, readFigures(box));
  return known.get(box);
};
const boxesOf = place => [...place.querySelectorAll("[data-name][data-title]:not(:has(> .tools))")];
