// Sliders on a survey's figures. The same formulas as satindex's Python: stats/weighting/simplex.py. Nothing is
// fetched; every text is set as text. Models come from rows.js in a notebook, from grid.js in a report's page.

const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0)).buffer;

// Weights of an index: rescaled to sum to 1; null where they sum to 0.

export function rescaled(weights) {
  const sum = weights.reduce((one, other) => one + other, 0);
  return sum > 0 ? weights.map(weight => weight / sum) : null;
}

export const weighted = (means, weights) => means.reduce((sum, mean, at) => sum + mean * weights[at], 0);

// 1 for the largest; equal values share the mean of their ranks.
export function ranks(values) {
  return values.map(value => {
    const above = values.filter(other => other > value + 1e-9).length;
    const equal = values.filter(other => Math.abs(other - value) <= 1e-9).length;
    return 1 + above + (equal - 1) / 2;
  });
}

// How figures are written, as satindex/results/columns.py writes them.

function fixed(value, digits, signed) {
  if (!Number.isFinite(value)) return "—";
  const text = Math.abs(value).toFixed(digits), sign = value < 0 ? "−" : signed ? "+" : "";
  const [whole, ...rest] = text.split(".");
  const grouped = [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...rest].join(".");
  return (/[1-9]/.test(text) ? sign : "") + grouped;
}

const FORMS = {
  share: (value, signed, words) => fixed(value * 100, 1, signed) + (signed ? ` ${words.points}` : "%"),
  coefficient: (value, signed) => fixed(value, 3, signed),
  gap: value => fixed(value, 2, true),
  index: (value, signed) => fixed(value, 1, signed),
  points: (value, signed) => fixed(value, 2, signed),
};
const plain = value => String(Number(value.toPrecision(6))).replace("-", "−");
const step = value => (value > 0 ? "+" : "") + plain(value);
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// Elements.

let made = 0;
const named = () => `satindex-slider-${Date.now().toString(36)}-${made++}`;

function make(tag, options = {}, ...children) {
  const { data = {}, ...attributes } = options, element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  Object.assign(element.dataset, data);
  element.append(...children);
  return element;
}

// Writes a figure, and the figure itself, unrounded, beside it.
function write(element, text, values = {}) {
  element.textContent = text;
  for (const [name, value] of Object.entries(values)) element.dataset[name] = String(value);
}

function slider(label, name, range, onInput) {
  const id = named(), input = make("input", { type: "range", id, ...range, data: { name } });
  const output = make("output", { for: id });
  input.addEventListener("input", () => onInput(Number(input.value)));
  return { input, output, row: make("div", { class: "slide" }, make("label", { for: id }, label), input, output) };
}

// A line from the lowest to the highest: ○ before, ● now with its interval.
function track() {
  const bar = make("span", { class: "reach" }), before = make("span", { class: "before" });
  const now = make("span", { class: "now" }), ends = [make("span"), make("span")];
  const line = make("div", { class: "track", role: "img" }, bar, before, now);
  const show = (domain, figures, text, said) => {
    const span = domain[1] - domain[0] || 1;
    const at = value => `${(100 * Math.min(Math.max((value - domain[0]) / span, 0), 1)).toFixed(3)}%`;
    before.style.left = at(figures.before);
    now.style.left = at(figures.now);
    now.hidden = bar.hidden = !Number.isFinite(figures.now);
    bar.style.left = at(figures.low);
    bar.style.right = `calc(100% - ${at(figures.high)})`;
    ends.forEach((end, which) => (end.textContent = text(domain[which])));
    line.setAttribute("aria-label", said);
  };
  return { element: make("div", {}, line, make("div", { class: "ends", "aria-hidden": "true" }, ...ends)), show };
}

function frame(root, figures, ...parts) {
  root.replaceChildren(
    make("div", { role: "group", "aria-label": figures.title, lang: figures.language === "zh" ? "zh-CN" : "en" },
      make("p", { class: "slides-title" }, figures.title), ...parts,
      ...figures.notes.map(note => make("p", { class: "note" }, note))));
}

function resetButton(words, onReset) {
  const button = make("button", { type: "button" }, words.reset);
  button.addEventListener("click", onReset);
  return button;
}

// The view of a model, which says what it expects after moves (`moved`) and what a score then is (`scoreAt`); it may
// have a view of what a target requires (`goal`).

function modelView(root, model, tell) {
  const words = model.texts;
  const state = { moves: { ...model.moves }, target: model.target, score: model.score };
  const cards = model.figures.map(figure => card(model, figure, words));
  const sliders = model.drivers.map(driver => {
    const range = { min: driver.from, max: driver.to, step: driver.step };
    return slider(driver.label, driver.name, range, by => change({ moves: { ...state.moves, [driver.name]: by } }));
  });
  const goal = model.goal?.(model, words, change);
  const show = () => {
    sliders.forEach(({ input, output }, at) => {
      const driver = model.drivers[at], by = state.moves[driver.name] ?? 0;
      input.value = by;
      input.setAttribute("aria-valuetext", step(by));
      write(output, `${step(by)} → ${fixed(model.scoreAt(driver, by), 2)}`, { value: by });
    });
    cards.forEach(one => one.show(state.moves));
    goal?.show(state);
  };
  function change(changes) {
    Object.assign(state, changes);
    show();
    tell(state);
  }
  const all = sliders.map(one => one.row);
  frame(root, model,
    make("fieldset", {}, make("legend", {}, words.moves), ...all, resetButton(words, () => change({ moves: {} }))),
    ...cards.map(one => one.element), ...(goal ? [goal.element] : []));
  show();
  return changes => (Object.assign(state, changes), show());
}

function card(model, figure, words) {
  const form = FORMS[figure.share ? "share" : "coefficient"], text = value => form(value, false, words);
  const now = make("output", { class: "big" }), interval = make("span"), said = make("p", { role: "status" });
  const line = track(), whole = figure.share ? [0, 1] : domainOf(model, figure);
  const element = make("div", { class: "moved", data: { figure: figure.name } },
    make("p", { class: "said" }, figure.said), make("p", {}, now, " ", interval), line.element, said);
  const ends = ({ low, high }, write) => `${words.interval} [${write(low)}, ${write(high)}]`;
  const show = asked => {
    const { beyond, today, after, change } = model.moved(figure, asked);
    const found = beyond ? { estimate: NaN, low: NaN, high: NaN } : after;
    const signed = value => form(value, true, words);
    write(now, text(found.estimate), { value: found.estimate, low: found.low, high: found.high });
    interval.textContent = beyond ? model.reasons.beyond : Number.isNaN(after.low) ? model.reasons.alone : ends(after, text);
    const { estimate, low, high } = beyond ? found : change;
    const parts = `${words.today} ${text(today)}${words.comma}${words.change} ${signed(estimate)} (${ends({ low, high }, signed)})`;
    write(said, parts, { today, change: estimate, low, high });
    const shown = [today, found.low, found.high].filter(Number.isFinite);
    const domain = [Math.min(whole[0], ...shown), Math.max(whole[1], ...shown)];
    line.show(domain, { before: today, now: found.estimate, ...found }, text,
      `${figure.said}${words.colon}${words.after} ${text(found.estimate)}, ${parts}`);
  };
  return { element, show };
}

// From the lowest to the highest that any one score takes the figure to.
function domainOf(model, figure) {
  const ends = model.drivers.flatMap(({ name, from, to }) => [{ [name]: from }, { [name]: to }]);
  const found = ends.map(asked => model.moved(figure, asked)).filter(one => !one.beyond);
  const values = found.flatMap(({ after, today }) => [after.estimate, today]);
  return values.length ? [Math.min(...values), Math.max(...values)] : [0, 1];
}

// The view of an index's weights.

function weightsView(root, figures, tell) {
  const words = figures.texts, { parts } = figures, base = parts.map(part => part.weight);
  const weightsIn = given => (given ? parts.map(part => given[part.name]) : base);
  const state = { points: weightsIn(figures.weights).map(weight => weight * 100) };
  const range = { min: 0, max: 100, step: 0.1 };
  const sliders = parts.map((part, at) =>
    slider(part.label, part.name, range, points => change(state.points.with(at, points))));
  const warning = make("p", { role: "alert", class: "refusal" }), index = indexCard(figures, words);
  const tables = [partsTable(figures, words), ...figures.groups.map(group => groupTable(figures, group, words))];
  const show = () => {
    const weights = rescaled(state.points);
    warning.textContent = weights ? "" : words.no_sum;
    sliders.forEach(({ input, output }, at) => {
      input.value = state.points[at];
      const share = weights ? weights[at] : NaN, said = Number.isFinite(share) ? FORMS.share(share) : "—";
      input.setAttribute("aria-valuetext", said);
      write(output, said, { value: share });
    });
    index.show(weights, base);
    tables.forEach(table => table.show(weights, base));
  };
  function change(points) {
    state.points = points;
    show();
    const weights = rescaled(points);
    if (weights) tell({ weights: Object.fromEntries(parts.map((part, at) => [part.name, weights[at]])) });
  }
  frame(root, figures,
    make("fieldset", {}, make("legend", {}, words.weights), ...sliders.map(one => one.row), warning,
      resetButton(words, () => change(base.map(weight => weight * 100)))),
    index.element, ...tables.map(table => table.element));
  show();
  return ({ weights }) => ((state.points = weightsIn(weights).map(weight => weight * 100)), show());
}

function indexCard(figures, words) {
  const form = FORMS[figures.form], means = figures.parts.map(part => part.mean), line = track();
  const now = make("output", { class: "big" }), said = make("p", { role: "status" });
  const element = make("div", { class: "moved", data: { figure: "index" } },
    make("p", { class: "said" }, figures.said), make("p", {}, now, " ", words.now), line.element, said);
  const show = (weights, base) => {
    const before = weighted(means, base), value = weights ? weighted(means, weights) : NaN;
    const parts = `${words.base} ${form(before)}${words.comma}${words.change} ${form(value - before, true)}`;
    write(now, form(value), { value });
    write(said, parts, { base: before, change: value - before });
    line.show([Math.min(...means), Math.max(...means)], { before, now: value, low: value, high: value }, form,
      `${figures.said}${words.colon}${form(value)}, ${parts}`);
  };
  return { element, show };
}

function tableOf(caption, headings, data) {
  const body = make("tbody"), head = headings.map((text, at) => make("th", { scope: "col", ...(at ? { class: "f" } : {}) }, text));
  const table = make("table", {}, make("caption", {}, caption), make("thead", {}, make("tr", {}, ...head)), body);
  const fill = rows => body.replaceChildren(...rows.map(({ label, cells, values }) =>
    make("tr", { data: values }, make("th", { scope: "row" }, label), ...cells.map(cell => make("td", { class: "f" }, cell)))));
  return { fill, element: make("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": caption, data }, table) };
}

function partsTable(figures, words) {
  const { parts } = figures, form = FORMS[figures.form];
  const { fill, element } = tableOf(
    figures.said, [words.part, words.mean, words.weight, words.contribution, words.rank_before, words.rank], { table: "parts" });
  const rankOf = weights => (weights ? ranks(parts.map((part, at) => part.mean * weights[at])) : parts.map(() => NaN));
  const show = (weights, base) => {
    const before = rankOf(base), after = rankOf(weights);
    fill(parts.map((part, at) => {
      const weight = weights ? weights[at] : NaN, contribution = part.mean * weight;
      const share = weights ? FORMS.share(weight) : "—";
      const cells = [form(part.mean), share, form(contribution), plain(before[at]), weights ? plain(after[at]) : "—"];
      return { label: part.label, cells, values: { name: part.name, value: contribution, rank: after[at] } };
    }));
  };
  return { element, show };
}

function groupTable(figures, group, words) {
  const form = FORMS[figures.form], ranked = group.levels.filter(level => level.means);
  const headings = [group.label, words.base, words.now, words.change, words.rank_before, words.rank];
  const { fill, element } = tableOf(`${figures.said}${words.colon}${group.label}`, headings, { table: group.name });
  const valuesOf = weights => ranked.map(level => (weights ? weighted(level.means, weights) : NaN));
  const show = (weights, base) => {
    const [before, after] = [valuesOf(base), valuesOf(weights)], [were, are] = [ranks(before), ranks(after)];
    fill(group.levels.map(level => {
      const at = ranked.indexOf(level), values = { name: level.name };
      if (at < 0) return { label: level.label, cells: [level.reason, "—", "—", "—", "—"], values };
      const rank = weights ? are[at] : NaN, text = weights ? plain(rank) : "—";
      const cells = [form(before[at]), form(after[at]), form(after[at] - before[at], true), plain(were[at]), text];
      return { label: level.label, cells, values: { ...values, value: after[at], rank, before: were[at] } };
    }));
  };
  return { element, show };
}

// The ways in: a page that stands by itself, and a widget whose state Python reads.

const VIEWS = { weights: weightsView };

export function start(root, figures, tell = () => {}) {
  root.classList.add("satindex-sliders");
  return VIEWS[figures.kind](root, figures, tell);
}

export function startAll() {
  for (const root of document.querySelectorAll("[data-figures]:not([data-started])")) {
    const figures = JSON.parse(document.getElementById(root.dataset.figures).textContent);
    if (!VIEWS[figures.kind]) continue;
    root.dataset.started = "";
    root.hidden = window.satindexLive?.has(root.dataset.live) ?? false;
    start(root, figures);
  }
}

function render({ model, el }) {
  const { names } = model.get("figures");
  const state = () => Object.fromEntries(names.map(name => [name, model.get(name)]));
  const show = start(el, { ...model.get("figures"), ...state() }, changed => {
    for (const name of names) model.set(name, changed[name]);
    model.save_changes();
  });
  const listen = () => show(state());
  for (const name of names) model.on(`change:${name}`, listen);
  // The same sliders stand below for a page without a kernel: here they would stand twice.
  const live = model.get("live");
  (window.satindexLive ??= new Set()).add(live);
  for (const twin of document.querySelectorAll(`[data-live="${CSS.escape(live)}"]`)) twin.hidden = true;
  return () => names.forEach(name => model.off(`change:${name}`, listen));
}

export default { render };
