// A model as averages over its respondents, computed beforehand for every place of the sliders: no row of scores.

function gridded(figures) {
  const { drivers } = figures, sizes = drivers.map(driver => driver.scores.length);
  const placeOf = (driver, by) => Math.round((by - driver.from) / driver.step);
  const placeIn = asked => drivers.reduce((at, driver, which) => at * sizes[which] + placeOf(driver, asked[driver.name] ?? 0), 0);
  const averages = Object.fromEntries(figures.figures.map(({ name, averages }) =>
    [name, Object.fromEntries(Object.entries(averages).map(([which, text]) => [which, new Float32Array(bytes(text))]))]));
  const around = (estimate, error) =>
    ({ estimate, low: estimate - figures.quantile * error, high: estimate + figures.quantile * error });
  const moved = (figure, asked) => {
    const { estimate, error, change_error } = averages[figure.name], at = placeIn(asked), now = placeIn({});
    const after = around(estimate[at], error[at]), kept = end => (figure.share ? Math.min(Math.max(end, 0), 1) : end);
    return {
      beyond: Number.isNaN(estimate[at]) || Number.isNaN(estimate[now]),
      today: estimate[now],
      after: { ...after, low: kept(after.low), high: kept(after.high) },
      change: around(estimate[at] - estimate[now], change_error[at]),
    };
  };
  return { ...figures, moved, scoreAt: (driver, by) => driver.scores[placeOf(driver, by)] };
}

VIEWS.grid = (root, figures, tell) => modelView(root, gridded(figures), tell);
