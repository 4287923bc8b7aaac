"use strict";
// Keeps the answers of several respondents on this device and writes them as the CSV that `satindex report` reads.
(() => {
  const form = JSON.parse(document.getElementById("data").textContent);
  const byId = id => document.getElementById(id);
  const page = document.documentElement;
  const MARK = "\ufeff", JOINER = "┋";
  const FORMULA = /^'*[=+\-@\t\r]/, PLAIN_NUMBER = /^[+-]?\d+(\.\d+)?$/;
  const typed = kind => !["scale", "choice", "multi", "option"].includes(kind);

  // What is kept: this respondent's answers, the rows of those before, the next number, the device's own letters.
  let isKept = true;
  const fresh = () => ({ device: letters(), next: 1, rows: [], now: begun() });
  const begun = () => ({ began: Date.now(), answers: {}, consent: false });
  function letters() {
    const signs = "abcdefghjkmnpqrstuvwxyz23456789", drawn = crypto.getRandomValues(new Uint32Array(4));
    return [...drawn].map(one => signs[one % signs.length]).join("");
  }
  function read() {
    try {
      const found = JSON.parse(localStorage.getItem(form.key));
      return found && Array.isArray(found.rows) ? found : fresh();
    } catch { return fresh(); }
  }
  function keep() {
    try { localStorage.setItem(form.key, JSON.stringify(state)); isKept = true; } catch { isKept = false; }
    byId("not-kept").hidden = isKept;
  }
  let state = read();

  // Words
  const language = () => page.dataset.language;
  const say = name => form.words[name][language()];
  function speak(to) {
    page.dataset.language = to;
    page.lang = form.tags[to];
    document.title = form.titles[to];
    for (const button of document.querySelectorAll("[data-to]"))
      button.setAttribute("aria-pressed", String(button.dataset.to === to));
    try { localStorage.setItem(`${form.key}:language`, to); } catch { /* said in the warning */ }
  }

  // Answers
  const inputs = place => [...document.getElementsByName(`q${place}`)];
  const element = place => byId(`a${place}`);
  const plain = text => text.normalize("NFKC").trim();
  const oneLine = text => text.replace(/[\r\n\u2028\u2029]+/g, " ").trim();
  function given(place) {
    const kind = form.questions[place].kind;
    if (!typed(kind)) return inputs(place).filter(one => one.checked).map(one => one.value).join(JOINER);
    const text = byId(`f${place}`).value;
    return kind === "number" || kind === "count" ? plain(text) : oneLine(text);
  }
  function isAsked(place) {
    const on = form.questions[place].asked;
    return on === null || (isAsked(on[0]) && on[1].includes(given(on[0])));
  }
  function fill(place, value) {
    const kind = form.questions[place].kind;
    if (typed(kind)) byId(`f${place}`).value = value;
    else {
      const chosen = kind === "multi" ? parted(place, value) : [value];
      for (const one of inputs(place)) one.checked = chosen.includes(one.value);
    }
  }
  // Options may hold the joiner themselves: what is kept is the list.
  const parted = (place, value) => Array.isArray(value) ? value : [value];
  function note(place) {
    const kind = form.questions[place].kind;
    const value = kind === "multi" ? inputs(place).filter(one => one.checked).map(one => one.value) : given(place);
    if (value.length) state.now.answers[place] = value; else delete state.now.answers[place];
  }
  function fault(place) {
    const question = form.questions[place], text = given(place);
    if (!text || !isAsked(place)) return "";
    if (question.kind === "count" && !/^\d{1,15}$/.test(text)) return "not_count";
    if (question.kind !== "number") return "";
    if (!/^[+-]?\d{1,15}(\.\d{1,15})?$/.test(text)) return "not_number";
    if (question.low === null) return "";
    const number = Number(text);
    return Number.isInteger(number) && number >= question.low && number <= question.high ? "" : "out_of_range";
  }

  // What the respondent sees
  function refresh() {
    let asked = 0, answered = 0;
    form.questions.forEach((question, place) => {
      const isOn = isAsked(place);
      element(place).hidden = !isOn;
      if (!isOn || question.kind === "option") return;
      asked += 1;
      const has = given(place) !== "";
      answered += has;
      if (has) element(place).classList.remove("open");
    });
    for (const block of document.querySelectorAll("section.block"))
      block.hidden = ![...block.querySelectorAll(".question")].some(one => !one.hidden);
    byId("progress").max = Math.max(asked, 1);
    byId("progress").value = answered;
    byId("count").textContent = `${answered} / ${asked}`;
    byId("kept").textContent = String(state.rows.length);
  }
  function link(place) {
    const to = document.createElement("a"), label = byId(`q${place}`).cloneNode(true);
    for (const part of label.querySelectorAll(".star, .hear")) part.remove();
    to.href = `#a${place}`;
    to.append(...label.childNodes);
    to.addEventListener("click", event => {
      event.preventDefault();
      element(place).scrollIntoView({ block: "center" });
      (typed(form.questions[place].kind) ? byId(`f${place}`) : inputs(place)[0]).focus();
    });
    const item = document.createElement("li");
    item.append(to);
    return item;
  }
  function listed(words, places) {
    const said = document.createElement("p"), list = document.createElement("ul");
    said.textContent = words;
    list.append(...places.map(link));
    return [said, list];
  }
  function point(name, places) {
    byId("summary").replaceChildren(...listed(say(name), places));
    show("summary");
  }
  function show(id) {
    byId(id).hidden = false;
    byId(id).focus();
    byId(id).scrollIntoView({ block: "center" });
  }

  // Handing in
  const places = form.questions.map((_, place) => place);
  function isFaulty() {
    const wrong = places.filter(fault);
    for (const place of places.filter(one => byId(`w${one}`))) {
      const name = fault(place), line = byId(`w${place}`), field = byId(`f${place}`);
      line.textContent = name ? say(name) : "";
      line.hidden = !name;
      if (field) field.setAttribute("aria-invalid", String(Boolean(name)));
      if (field && name) field.setAttribute("aria-describedby", `w${place}`);
    }
    if (form.consent && !byId("consent").checked) {
      byId("summary").replaceChildren(document.createTextNode(say("agree")));
      show("summary");
      return true;
    }
    const total = form.totals.find(one => one.of.some(given) && Math.abs(
      one.of.reduce((sum, place) => sum + (Number(given(place)) || 0), 0) - one.sum) > 1e-9);
    if (wrong.length) point("wrong", wrong);
    else if (total) {
      byId("summary").replaceChildren(...listed(`${say("total")} ${total.sum}`, total.of));
      show("summary");
    }
    return wrong.length > 0 || total !== undefined;
  }
  function handIn(event, asItIs) {
    event.preventDefault();
    byId("summary").hidden = byId("as-it-is").hidden = true;
    if (isFaulty()) return;
    const open = places.filter(place => form.questions[place].required && isAsked(place) && given(place) === "");
    for (const place of open) element(place).classList.add("open");
    if (open.length && !asItIs) {
      point("open", open);
      byId("as-it-is").hidden = false;
      return;
    }
    const number = `${state.device}-${state.next}`;
    state.rows.push(row(number));
    state.next += 1;
    state.now = begun();
    state.done = true;
    keep();
    finish();
  }
  function row(number) {
    const cells = { ...form.fixed }, now = new Date();
    if (form.id) cells[form.id] = number;
    if (form.duration) cells[form.duration] = String(Math.round((now - state.now.began) / 1000));
    if (form.answered) cells[form.answered] = stamp(now);
    for (const place of places.filter(isAsked)) cells[form.questions[place].column] = given(place);
    return form.columns.map(column => cells[column] ?? "");
  }
  function stamp(now) {
    const two = number => String(number).padStart(2, "0");
    const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
    return `${day} ${[now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(":")}`;
  }
  function finish() {
    byId("questions").hidden = true;
    const own = state.rows.at(-1)[form.columns.indexOf(form.id)];
    byId("number-line").hidden = !form.id;
    byId("number").textContent = own ?? "";
    refresh();
    show("done");
  }
  function begin() {
    for (const one of document.querySelectorAll("[data-text]")) one.open = false;
    state.now = begun();
    delete state.done;
    keep();
    byId("questions").reset();
    byId("questions").hidden = false;
    byId("done").hidden = byId("summary").hidden = byId("as-it-is").hidden = true;
    for (const one of document.querySelectorAll(".open")) one.classList.remove("open");
    for (const one of document.querySelectorAll(".wrong")) one.hidden = true;
    refresh();
    window.scrollTo(0, 0);
    document.querySelector("h1").focus();
  }

  // CSV: as spreadsheets and `satindex report` read it; nothing in it is run as a formula.
  const inert = text => FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
  const cell = text => /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = rows => MARK + rows.map(one => one.map(text => cell(inert(text))).join(",") + "\r\n").join("");
  function save(rows, name) {
    const to = document.createElement("a");
    to.href = URL.createObjectURL(new Blob([lines([form.columns, ...rows])], { type: "text/csv;charset=utf-8" }));
    to.download = name.replace(/[\\/:*?"<>|\u0000-\u001f]+/g, "_");
    to.click();
    setTimeout(() => URL.revokeObjectURL(to.href), 60000);
  }
  function parsed(text) {
    const rows = [[""]];
    let quoted = false;
    for (let at = text.startsWith(MARK) ? 1 : 0; at < text.length; at += 1) {
      const sign = text[at], last = rows.at(-1);
      if (quoted && sign === '"' && text[at + 1] === '"') { last[last.length - 1] += '"'; at += 1; }
      else if (sign === '"') quoted = !quoted;
      else if (quoted) last[last.length - 1] += sign;
      else if (sign === ",") last.push("");
      else if (sign === "\n") rows.push([""]);
      else if (sign !== "\r") last[last.length - 1] += sign;
    }
    return rows.filter(one => one.length > 1 || one[0] !== "");
  }
  async function add(files) {
    const known = new Set(state.rows.map(one => JSON.stringify(one))), said = [];
    let count = 0;
    const own = form.columns.map(inert);
    for (const file of files) {
      const [head, ...rows] = parsed(await file.text());
      if (!head || head.length !== own.length || head.some(one => !own.includes(one))) {
        said.push(`${say("not_ours")} ${file.name}`);
        continue;
      }
      for (const cells of rows) {
        // A text that got an apostrophe when it was saved gets it back only once.
        const one = own.map(column => (cells[head.indexOf(column)] ?? "").replace(/^'(?='*[=+\-@\t\r])/, ""));
        if (known.has(JSON.stringify(one))) continue;
        known.add(JSON.stringify(one));
        state.rows.push(one);
        count += 1;
      }
    }
    keep();
    byId("keeper-said").textContent = [`${count} ${say("added")}`, ...said].join(" · ");
    refresh();
  }

  // What is pressed and typed
  byId("questions").addEventListener("input", event => {
    const question = event.target.closest("[data-q]");
    if (question) note(Number(question.dataset.q));
    else state.now.consent = byId("consent").checked;
    keep();
    refresh();
  });
  byId("questions").addEventListener("submit", event => handIn(event, false));
  byId("as-it-is").addEventListener("click", event => handIn(event, true));
  byId("next").addEventListener("click", begin);
  byId("save-mine").addEventListener("click", () => {
    save(state.rows.slice(-1), `${form.name}-${state.device}-${state.next - 1}.csv`);
  });
  byId("save-all").addEventListener("click", () => save(state.rows, `${form.name}-${state.device}.csv`));
  for (const one of document.querySelectorAll("[data-text]")) one.addEventListener("toggle", () => {
    const rows = one.dataset.text === "mine" ? state.rows.slice(-1) : state.rows;
    one.querySelector("textarea").value = lines([form.columns, ...rows]).slice(MARK.length);
  });
  byId("add").addEventListener("change", event => add([...event.target.files]));
  byId("delete").addEventListener("click", event => {
    if (!event.target.closest("button").dataset.sure) {
      event.target.closest("button").dataset.sure = "yes";
      byId("keeper-said").textContent = say("really");
      return;
    }
    delete event.target.closest("button").dataset.sure;
    byId("keeper-said").textContent = "";
    state = { ...fresh(), device: state.device, next: state.next };
    begin();
  });
  for (const button of document.querySelectorAll("[data-to]"))
    button.addEventListener("click", () => speak(button.dataset.to));

  // Where the respondent left off
  let spoken = null;
  try { spoken = localStorage.getItem(`${form.key}:language`); } catch { /* said in the warning */ }
  if (form.languages.includes(spoken)) speak(spoken);
  for (const [place, value] of Object.entries(state.now.answers)) if (form.questions[place]) fill(Number(place), value);
  if (form.consent) byId("consent").checked = state.now.consent;
  keep();
  if (state.done) finish(); else refresh();
})();
