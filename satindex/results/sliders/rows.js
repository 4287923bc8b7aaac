// A model that holds the rows of scores it was fitted to, for the notebook of whoever has the data. The same formulas as
// satindex's Python: stats/prediction.py, linkage/required.py.

// How an expectation follows from a linear predictor, and its slope there.

const FARTHEST = 700;
const held = t => Math.min(Math.max(t, -FARTHEST), FARTHEST);
const logistic = t => (t >= 0 ? 1 / (1 + Math.exp(-t)) : Math.exp(t) / (1 + Math.exp(t)));
const density = t => Math.exp(-(held(t) ** 2) / 2) / Math.sqrt(2 * Math.PI);
const gompertz = t => Math.exp(held(t) - Math.exp(held(t)));
const rate = t => Math.exp(Math.min(t, 230));

// Marsaglia 2004, Evaluating the normal distribution, Journal of Statistical Software 11(4): the Taylor series.
function normal(t) {
  if (Math.abs(t) > 8.5) return t > 0 ? 1 : 0;
  let sum = t, term = t, before = NaN;
  for (let k = 3; sum !== before; k += 2) {
    before = sum;
    term *= (t * t) / k;
    sum += term;
  }
  return 0.5 + sum * density(t);
}

const CURVES = {
  logit: [logistic, t => logistic(t) * (1 - logistic(t))],
  probit: [normal, density],
  cloglog: [t => Math.exp(-Math.exp(held(-t))), t => gompertz(-t)],
  by_then: [t => -Math.expm1(-Math.exp(held(t))), gompertz],
  exponential: [rate, rate],
  identity: [t => t, () => 1],
};

// A model's figures, ready to be moved.

function unpacked(column) {
  if (column.numbers !== undefined) return new Float64Array(bytes(column.numbers));
  const at = new (column.values.length > 256 ? Uint16Array : Uint8Array)(bytes(column.at));
  return Float64Array.from(at, place => column.values[place]);
}

function prepared(figures) {
  const columns = figures.rows.columns.map(unpacked), weights = unpacked(figures.rows.weights);
  const [value, slope] = CURVES[figures.curve];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { ...figures, columns, weights, total, value, slope, today: {}, farthest: figures.farthest ?? Infinity };
}

// A score raised on every row, but not beyond the ends of its scale where the row is not there already.
function raised(value, { by, low, high }) {
  return by > 0 ? Math.min(value + by, Math.max(value, high)) : Math.max(value + by, Math.min(value, low));
}

function movedColumns(model, moves) {
  const found = [...model.columns];
  for (const { place, ...move } of moves) found[place] = model.columns[place].map(value => raised(value, move));
  return found;
}

const meanOf = (values, model) => values.reduce((sum, value, row) => sum + value * model.weights[row], 0) / model.total;

// The mean of a figure over the rows, and its derivatives with respect to cuts and slopes.
function average(model, figure, moves) {
  const columns = movedColumns(model, moves), { cuts, slopes, weights, total } = model;
  const gradient = new Float64Array(cuts.length + slopes.length), steps = [...figure.steps.entries()];
  const used = steps.filter(([, step]) => step !== 0);
  let sum = 0, beyond = false;
  for (let row = 0; row < weights.length; row++) {
    let eta = 0, steep = 0;
    for (let at = 0; at < slopes.length; at++) eta += slopes[at] * columns[at][row];
    for (const [cut, step] of used) {
      const t = eta - cuts[cut], slope = step * model.slope(t) * weights[row];
      beyond ||= t > model.farthest;
      sum += step * model.value(t) * weights[row];
      gradient[cut] -= slope;
      steep += slope;
    }
    for (let at = 0; at < slopes.length; at++) gradient[cuts.length + at] += columns[at][row] * steep;
  }
  return { estimate: figure.base + sum / total, gradient: gradient.map(one => one / total), beyond };
}

// The delta method: √(g'Vg).
function stdError(model, gradient) {
  let sum = 0;
  for (let row = 0; row < gradient.length; row++) {
    for (let at = 0; at < gradient.length; at++) {
      if (gradient[row] !== 0 && gradient[at] !== 0) {
        sum += gradient[row] * (model.covariance[row][at] ?? NaN) * gradient[at];
      }
    }
  }
  return Math.sqrt(Math.max(sum, 0));
}

function around({ estimate, gradient }, model) {
  const half = model.quantile * stdError(model, gradient);
  return { estimate, low: estimate - half, high: estimate + half };
}

function movesOf(model, asked) {
  return model.drivers
    .filter(driver => asked[driver.name])
    .map(({ place, low, high, name }) => ({ place, by: asked[name], low: low ?? -Infinity, high: high ?? Infinity }));
}

// What a figure is today, after these moves (points by name), and its change; `beyond` where it is too large.
function moved(model, figure, asked) {
  const today = (model.today[figure.name] ??= average(model, figure, []));
  const after = average(model, figure, movesOf(model, asked));
  const beyond = today.beyond || after.beyond;
  const gradient = after.gradient.map((one, at) => one - today.gradient[at]);
  const found = around(after, model), kept = end => (figure.share ? Math.min(Math.max(end, 0), 1) : end);
  return {
    beyond,
    today: today.estimate,
    after: { ...found, low: kept(found.low), high: kept(found.high) },
    change: around({ estimate: after.estimate - today.estimate, gradient }, model),
  };
}

// How far one score must move for the first figure to be the target: Fieller's interval.

function required(model, driver, target) {
  const figure = model.figures[0], values = model.columns[driver.place], [low, high] = driver.ends;
  const moves = by => [{ place: driver.place, by, low, high }];
  const off = by => average(model, figure, moves(by)).estimate - target;
  const outside = by => {
    const found = around(average(model, figure, moves(by)), model);
    return Math.abs(found.estimate - target) - (found.high - found.estimate);
  };
  if (figure.share && !(target > 0 && target < 1)) return { reason: "no_share" };
  const [first, last] = [low - values.reduce((a, b) => Math.max(a, b)), high - values.reduce((a, b) => Math.min(a, b))];
  const reached = [off(first), off(last)];
  if (reached[0] === reached[1]) return { reason: "no_slope" };
  if (reached[0] * reached[1] > 0) {
    const [least, most] = reached.map(one => one + target).sort((a, b) => a - b);
    return { reason: "out_of_reach", least, most };
  }
  const by = root(off, first, last), ends = bounds(outside, first, by, last);
  const score = meanOf(values.map(value => raised(value, moves(by)[0])), model);
  return { estimate: by, low: ends[0], high: ends[1], score, reason: openEnds(ends) };
}

function bounds(outside, first, by, last) {
  const here = outside(by);
  if (Number.isNaN(here)) return [NaN, NaN];
  if (here >= 0) return [by, by];
  return [outside(first) > 0 ? root(outside, first, by) : null, outside(last) > 0 ? root(outside, by, last) : null];
}

const openEnds = ([low, high]) =>
  Number.isNaN(low) ? "alone" : low === null ? (high === null ? "no_ends" : "no_low") : high === null ? "no_high" : null;

// Regula falsi with the Illinois correction, bisected where that is slow: between two ends of opposite sign.
function root(f, a, b) {
  let fa = f(a), fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  for (let step = 0; step < 300 && Math.abs(b - a) > 1e-13 * Math.max(1, Math.abs(a)); step++) {
    const between = step % 3 === 2 ? (a + b) / 2 : b - (fb * (b - a)) / (fb - fa);
    const f0 = f(between);
    if (f0 === 0) return between;
    if (f0 * fb < 0) [a, fa] = [b, fb];
    else fa /= 2;
    [b, fb] = [between, f0];
  }
  return b;
}

// What a target requires.

function goalView(model, words, change) {
  let last = {};
  const share = model.figures[0].share, ids = [named(), named()], found = make("p", { role: "status", class: "needed" });
  const input = make("input", { type: "number", id: ids[0], step: share ? 1 : "any" });
  const select = make("select", { id: ids[1] }, ...model.drivers.map(one => make("option", { value: one.name }, one.label)));
  const read = () => (input.value === "" ? null : Number(input.value) / (share ? 100 : 1));
  input.addEventListener("change", () => change({ target: read() }));
  select.addEventListener("change", () => change({ score: select.value }));
  const element = make("fieldset", {}, make("legend", {}, words.required),
    make("p", { class: "asked" },
      make("label", { for: ids[0] }, `${share ? words.target_share : words.target}${words.colon}${model.figures[0].said}`), input,
      make("label", { for: ids[1] }, words.which), select), found);
  const show = ({ target, score }) => {
    select.value = score;
    const value = target === null ? "" : String(Number((target * (share ? 100 : 1)).toPrecision(12)));
    if (read() !== target) input.value = value;
    if (target === null) return write(found, "", { value: "", low: "", high: "" });
    const driver = model.drivers.find(one => one.name === score);
    if (last.target !== target || last.score !== score) last = { target, score, needed: required(model, driver, target) };
    const { needed } = last;
    write(found, saidNeeded(model, driver, needed, words), {
      value: needed.estimate ?? "", low: needed.low ?? "", high: needed.high ?? "", reason: needed.reason ?? "",
    });
  };
  return { element, show };
}

function saidNeeded(model, driver, needed, words) {
  const why = needed.reason && filled(model.reasons[needed.reason], {
    name: driver.label, low: plain(driver.ends[0]), high: plain(driver.ends[1]),
    least: needed.least?.toFixed(3), most: needed.most?.toFixed(3),
  });
  if (needed.estimate === undefined) return why;
  const end = value => (value === null || Number.isNaN(value) ? "…" : step(value));
  const said = `${driver.label} ${step(needed.estimate)} (${words.interval} [${end(needed.low)}, ${end(needed.high)}])`;
  return `${said}${words.comma}${words.score} ${fixed(needed.score, 2)}${why ? `${words.comma}${why}` : ""}`;
}

function scoreAt(model, driver, by) {
  return meanOf(movedColumns(model, movesOf(model, { [driver.name]: by }))[driver.place], model);
}

VIEWS.model = (root, figures, tell) => {
  const model = prepared(figures);
  model.moved = (figure, asked) => moved(model, figure, asked);
  model.scoreAt = (driver, by) => scoreAt(model, driver, by);
  model.goal = goalView;
  return modelView(root, model, tell);
};
