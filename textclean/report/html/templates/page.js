"use strict";
// Every text from the data is put into the page as text, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const words = {
  zh: { all: "全部规则", search: "搜索路径与文字", found: (n) => `${n} 篇`, none: "没有符合条件的文档", chars: "字符", edits: (n) => `${n} 处编辑`,
    unseen: (n) => `另有 ${n} 处编辑未显示`, skipped: (n) => `⋯ ${n} 字 ⋯`, emptied: "已清空", changed: "改动", lost: "损失",
    show: "筛选含此规则的文档", more: (n) => `显示全部 ${n} 条规则`, fewer: "收起", times: (n) => `${n} 次`, together: "连同", nothing: "无", file: "全文" },
  en: { all: "All rules", search: "Search paths and texts", found: (n) => (n === "1" ? "1 document" : `${n} documents`),
    none: "No document matches", chars: "characters", edits: (n) => (n === "1" ? "1 edit" : `${n} edits`), unseen: (n) => `${n} more edits not shown`,
    skipped: (n) => `⋯ ${n} ⋯`, emptied: "emptied", changed: "changed", lost: "lost", show: "Show documents with this rule",
    more: (n) => `Show all ${n} rules`, fewer: "Show fewer",
    times: (n) => `${n}×`, together: "with", nothing: "nothing", file: "whole file" },
};
const state = { language: "en", view: "changed", rule: "", query: "", sort: 0, all: false, at: 0, rows: [] };
const say = () => words[state.language];
const number = (n) => n.toLocaleString("en-US");
const percent = (x) => (x > 0 && x < 0.001 ? "<0.1%" : `${(100 * x).toFixed(x < 0.0995 ? 1 : 0)}%`);
const place = (card) => (card.record === null ? card.path : `${card.path}:${card.record}`);

function make(tag, name, text, attributes) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
  return element;
}

function setLanguage(language) {
  state.language = language;
  document.documentElement.dataset.lang = language;
  document.documentElement.lang = language;
  for (const button of document.querySelectorAll("[data-language]"))
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  $("search").placeholder = say().search;
  $("filter").replaceChildren(make("option", "", say().all, { value: "" }));
  for (const rule of [...data.rules].sort((a, b) => (a.name < b.name ? -1 : 1)))
    $("filter").append(make("option", "", rule.name, { value: rule.name }));
  $("filter").value = state.rule;
  arrange();
  for (const button of document.querySelectorAll(".rule[aria-expanded=true]")) showExamples(button);
  update(state.at);
}

const FEW_CHARACTERS = 2; // a line through so few would hide them

// Rules and their examples.
const FEW = 15;
const items = [...document.querySelectorAll(".item")].map((item) => ({ item, figures: item.dataset.figures.split(" ").map(Number) }));

function arrange() {
  const most = Math.max(1, ...items.map((one) => one.figures[state.sort]));
  const sorted = [...items].sort((a, b) => b.figures[state.sort] - a.figures[state.sort]);
  sorted.forEach(({ item, figures }, at) => {
    item.hidden = !state.all && at >= FEW;
    const part = Math.max(0, figures[state.sort]) / most;
    item.querySelector(".fill").setAttribute("width", part ? Math.max(0.8, 100 * part) : 0);
    item.parentNode.append(item);
  });
  for (const button of document.querySelectorAll("[data-sort]"))
    button.setAttribute("aria-pressed", String(Number(button.dataset.sort) === state.sort));
  if ($("more")) {
    $("more").hidden = items.length <= FEW;
    $("more").textContent = state.all ? say().fewer : say().more(number(items.length));
  }
}

for (const button of document.querySelectorAll("[data-sort]"))
  button.addEventListener("click", () => { state.sort = Number(button.dataset.sort); arrange(); });
$("more")?.addEventListener("click", () => { state.all = !state.all; arrange(); });

function change(parts, before, after) {
  if (before) parts.append(make("del", "", before));
  if (before && after) parts.append(make("span", "arrow", " → "));
  if (after) parts.append(make("ins", "", after));
}

function showExamples(button) {
  const rule = data.rules[Number(button.dataset.rule)];
  const box = button.nextElementSibling;
  box.replaceChildren();
  for (const [left, before, after, right, note, where, together, count] of rule.examples) {
    const row = make("div", "example");
    const text = make("p", "context", undefined, { lang: "zh" });
    text.append(make("span", "", left));
    change(text, before, after);
    text.append(make("span", "", right));
    const about = [say().times(number(count)), where];
    if (note) about.splice(1, 0, note);
    if (together.length) about.push(`${say().together} ${together.join(", ")}`);
    row.append(text, make("p", "about", about.join(" · ")));
    box.append(row);
  }
  const filter = make("button", "link", say().show, { type: "button" });
  filter.addEventListener("click", () => {
    state.rule = $("filter").value = rule.name;
    update(0);
    $("documents").scrollIntoView();
  });
  box.append(filter);
}

for (const button of document.querySelectorAll(".rule"))
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    button.nextElementSibling.hidden = !open;
    if (open) showExamples(button);
  });

// Documents.
for (const card of data.cards)
  card.haystack = `${place(card)}\n${card.pieces.map((piece) => (piece[0] === "g" ? "" : piece[1])).join("")}`.toLowerCase();

const orders = {
  changed: (a, b) => b.touched - a.touched || a.mark - b.mark,
  lost: (a, b) => b.emptied - a.emptied || b.lost - a.lost || a.mark - b.mark,
};

function matching() {
  const query = state.query.toLowerCase();
  return data.cards
    .filter((card) => state.view === "changed" || card.emptied || card.lost >= data.heavy)
    .filter((card) => !state.rule || card.rules.includes(state.rule))
    .filter((card) => !query || card.haystack.includes(query))
    .sort(orders[state.view]);
}

function row(card, at) {
  const item = make("li");
  const button = make("button", "row", undefined, { type: "button", "data-at": at });
  const share = Math.max(0, state.view === "lost" ? card.lost : card.touched);
  const meter = make("span", "meter");
  const fill = make("i", state.view === "lost" ? "loss" : "");
  fill.style.width = `${Math.max(2, 100 * share)}%`;
  meter.append(fill);
  const figure = state.view === "lost" && card.emptied ? say().emptied : percent(share);
  button.append(make("span", "path", place(card), { title: place(card) }), make("span", "figure", figure), meter);
  button.addEventListener("click", () => select(at));
  item.append(button);
  return item;
}

function update(at) {
  state.rows = matching();
  $("found").textContent = state.rows.length ? say().found(number(state.rows.length)) : "";
  $("list").replaceChildren(...state.rows.map(row));
  for (const button of document.querySelectorAll("[data-view]"))
    button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
  select(Math.min(at, Math.max(0, state.rows.length - 1)));
}

function select(at) {
  state.at = at;
  for (const chosen of $("list").querySelectorAll("[aria-current]")) chosen.removeAttribute("aria-current");
  const button = $("list").children[at]?.firstElementChild;
  if (button) {
    button.setAttribute("aria-current", "true");
    const list = $("list"), top = button.offsetTop - list.offsetTop;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + button.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + button.offsetHeight - list.clientHeight;
  }
  show(state.rows[at]);
}

function show(card) {
  const box = $("document");
  box.scrollTop = 0;
  if (!card) return box.replaceChildren(make("p", "empty", say().none));
  const facts = [
    `${number(card.before)} → ${number(card.after)} ${say().chars}`,
    `${say().changed} ${percent(card.touched)}`,
    ...(card.emptied ? [say().emptied] : card.lost > 0 ? [`${say().lost} ${percent(card.lost)}`] : []),
    say().edits(number(card.edits)),
  ];
  const chips = make("p", "chips");
  for (const name of card.rules) {
    const chip = make("button", "chip", name, { type: "button", "aria-pressed": String(name === state.rule) });
    chip.addEventListener("click", () => {
      const mark = card.mark;
      state.rule = $("filter").value = state.rule === name ? "" : name;
      update(Math.max(0, matching().findIndex((one) => one.mark === mark)));
    });
    chips.append(chip);
  }
  const why = make("p", "why", "", { hidden: "", "aria-live": "polite" });
  const text = make("div", "text", undefined, { lang: "zh" });
  for (const [kind, content, note, ...rules] of card.pieces) {
    if (kind === "k") text.append(content);
    else if (kind === "g") text.append(make("span", "gap", say().skipped(number(content))));
    else {
      const names = rules.map((rule) => card.rules[rule]);
      const told = [names.join(" + "), note].filter(Boolean);
      const piece = make(kind === "d" ? "del" : "ins", "", content, { title: told.join("\n") });
      piece.addEventListener("click", () => { why.hidden = false; why.textContent = told.join(" · "); });
      if (content.length <= FEW_CHARACTERS) piece.classList.add("few");
      if (state.rule && !names.includes(state.rule)) piece.classList.add("other");
      text.append(piece);
    }
  }
  box.replaceChildren(make("h3", "", place(card)), make("p", "facts", facts.join(" · ")), chips, text);
  if (card.unseen) box.append(make("p", "hint", say().unseen(number(card.unseen))));
  box.append(why);
}

// Keys and controls.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === $("search")) {
    if (event.key === "Escape") $("search").blur();
    return;
  }
  if (event.target instanceof HTMLSelectElement) return;
  if (event.key === "/") {
    event.preventDefault();
    $("search").focus();
    $("search").scrollIntoView({ block: "nearest" });
  } else if ((event.key === "j" || event.key === "k") && state.rows.length) {
    const before = state.at;
    select(Math.max(0, Math.min(state.rows.length - 1, before + (event.key === "j" ? 1 : -1))));
    const box = $("documents").getBoundingClientRect();
    if (box.top > window.innerHeight * 0.6 || box.bottom < 0) $("documents").scrollIntoView();
  }
});
for (const button of document.querySelectorAll("[data-language]"))
  button.addEventListener("click", () => setLanguage(button.dataset.language));
for (const button of document.querySelectorAll("[data-view]"))
  button.addEventListener("click", () => { state.view = button.dataset.view; update(0); });
$("filter").addEventListener("change", () => { state.rule = $("filter").value; update(0); });
$("search").addEventListener("input", () => { state.query = $("search").value.trim(); update(0); });
setLanguage((navigator.language || "en").toLowerCase().startsWith("zh") ? "zh" : "en");
