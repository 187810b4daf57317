"use strict";
// Every text, from the server or from a person, is put into the page as text, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
// Words for what the server lists by name; a name without a word stands for itself.
const names = {
  zh: { conservative: "保守", standard: "标准", aggressive: "激进", simplified: "简体", traditional: "繁体", taiwan: "台湾繁体", hongkong: "香港繁体",
    auto: "随原文多数", keep: "不转换", repair: "修复", unify: "统一", debris: "去残留", dedupe: "去重复", safe: "无损", lossy: "有损", guess: "推测" },
  en: { conservative: "Conservative", standard: "Standard", aggressive: "Aggressive", simplified: "Simplified", traditional: "Traditional",
    taiwan: "Taiwan", hongkong: "Hong Kong", auto: "The text’s own", keep: "As it is", repair: "Repair", unify: "Unify", debris: "Debris", dedupe: "Dedupe" },
};
const words = {
  zh: { placeholder: "在此粘贴文本，或把文件拖进来。", edits: (n) => `${n} 处改动`, found: (n) => `${n} 处发现`, nothing: "无需改动。", nowhere: "改动会显示在这里。",
    characters: (a, b) => `${a} → ${b} 字`, unseen: (n) => `另有 ${n} 处未显示；“洁净文本”是完整的。`, copied: "已复制", uncopied: "未能复制，请手动选择",
    large: (n) => `文本太长：这里最多 ${n} 字节（汉字每个 3 字节）。更长的请用 textclean clean。`, gone: "服务已停止。请重新运行 textclean serve，打开它新给出的地址。",
    fight: (n) => `未能收敛，原文照旧：${n}`, unread: "这个文件既不是 UTF-8，也不是 GB 18030。", error: "出错：", fold: "的规则" },
  en: { placeholder: "Paste a text here, or drop a file.", edits: (n) => (n === "1" ? "1 edit" : `${n} edits`), found: (n) => (n === "1" ? "1 finding" : `${n} findings`),
    nothing: "Nothing to change.", nowhere: "Changes are shown here.", characters: (a, b) => `${a} → ${b} characters`,
    unseen: (n) => `${n} more are not shown; the clean text is whole.`, copied: "Copied", uncopied: "Could not copy; select it by hand",
    large: (n) => `The text is too long: ${n} bytes at most here (a Chinese character has 3). For more there is textclean clean.`,
    gone: "The server has ended. Run textclean serve again, and open the address it prints.", fight: (n) => `Did not come to rest, left as it was: ${n}`,
    unread: "This file is neither UTF-8 nor GB 18030.", error: "Error: ", fold: "rules" },
};
const PAUSE = 250; // milliseconds without a key until the text is cleaned
const FEW_CHARACTERS = 2; // a line through so few would hide them
const state = { language: "en", preset: data.preset, script: "", wanted: new Map(), open: new Map(), view: "diff", scope: "all", rule: "", answer: null, trouble: null, chosen: null };
const say = () => words[state.language];
const word = (name) => names[state.language][name] || name;
const number = (n) => n.toLocaleString("en-US");
const presetOf = (name) => data.presets.find((one) => one.name === name);
const roomOf = (name) => name.split(".")[0];
const covers = (above, name) => name === above || name.startsWith(`${above}.`);

function make(tag, name, text, attributes) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
  return element;
}

// What is switched on: for every cleaner and rule, as the preset has it or as somebody said.
const byPreset = (name, cleaner) => {
  const preset = presetOf(state.preset);
  return name === cleaner ? preset.cleaners.includes(name) : !preset.off.some((off) => covers(off, name));
};
const isOn = (name, cleaner) => (state.wanted.has(name) ? state.wanted.get(name) : byPreset(name, cleaner));

function want(name, cleaner, on) {
  if (byPreset(name, cleaner) === on) state.wanted.delete(name);
  else state.wanted.set(name, on);
}

function choosePreset(name) {
  state.preset = name;
  state.script = presetOf(name).script;
  state.wanted.clear();
  $("script").value = state.script;
}

const asked = () => ({
  text: $("text").value, preset: state.preset, script: state.script,
  on: [...state.wanted].filter(([, on]) => on).map(([name]) => name),
  off: [...state.wanted].filter(([, on]) => !on).map(([name]) => name),
});

// Asking the server.
let timer = 0, asking = null, settled = 0, turn = 0;

function later() {
  clearTimeout(timer);
  timer = setTimeout(now, PAUSE);
  mark(true);
}

async function now() {
  clearTimeout(timer);
  asking?.abort();
  const body = JSON.stringify(asked()), mine = ++turn;
  if (new TextEncoder().encode(body).length > data.limit) return settle(mine, null, () => say().large(number(data.limit)));
  asking = new AbortController();
  mark(true);
  try {
    const answer = await fetch("clean", { method: "POST", headers: { "Content-Type": "application/json" }, body, signal: asking.signal });
    if (answer.ok) settle(mine, await answer.json(), null);
    else {
      const told = await answer.text();
      settle(mine, null, answer.status === 413 ? () => say().large(number(data.limit)) : () => say().error + told);
    }
  } catch (error) {
    if (error.name !== "AbortError") settle(mine, null, () => say().gone);
  }
}

function settle(mine, answer, trouble) {
  if (mine !== turn) return;
  settled = mine;
  state.trouble = trouble;
  if (answer) {
    state.answer = answer;
    state.chosen = null;
    if (state.rule && !answer.counts[state.rule]) state.rule = "";
  }
  draw();
  mark(false);
}

function mark(busy) {
  for (const id of ["diff", "clean"]) $(id).classList.toggle("stale", busy);
  document.documentElement.dataset.settled = busy ? "" : String(settled);
}

// Drawing the answer.
function draw() {
  const answer = state.answer;
  $("trouble").hidden = !state.trouble;
  $("trouble").textContent = state.trouble ? state.trouble() : "";
  for (const button of document.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
  $("diff").hidden = state.view !== "diff";
  $("clean").hidden = state.view !== "clean";
  if (!answer) return;
  const facts = [say().edits(number(answer.edited)), ...(answer.found ? [say().found(number(answer.found))] : []),
    say().characters(...answer.lengths.map(number)), `${Math.round(1000 * answer.seconds)} ms`];
  $("status").textContent = answer.lengths[0] ? facts.join(" · ") : "";
  $("toml").textContent = answer.toml;
  $("clean").textContent = answer.text;
  drawPieces(answer);
  drawReasons(answer);
  drawCounts();
}

const hasRule = (rules) => !state.rule || rules.includes(state.rule);

function drawPieces(answer) {
  const box = $("diff"), top = box.scrollTop;
  const parts = [];
  for (const [kind, content, at] of answer.pieces) {
    if (kind === "k") { parts.push(content); continue; }
    const found = kind === "f";
    const piece = make({ d: "del", i: "ins", f: "mark" }[kind], "", content, { "data-at": `${found ? "f" : "e"}${at}` });
    if (kind === "d" && content.length <= FEW_CHARACTERS) piece.classList.add("few");
    if (!hasRule(found ? [answer.findings[at].rule] : answer.edits[at].rules)) piece.classList.add("other");
    parts.push(piece);
  }
  box.replaceChildren(...parts);
  if (!answer.lengths[0]) box.replaceChildren(make("p", "empty", say().nowhere));
  if (answer.fighting.length) box.append(make("p", "hint", say().fight(answer.fighting.join(", "))));
  if (answer.unseen.edits) box.append(make("p", "hint", say().unseen(number(answer.unseen.edits))));
  box.scrollTop = top;
  choose(state.chosen, "");
}

function change(element, before, after) {
  if (before) element.append(make("del", "", before));
  if (before && after) element.append(make("span", "arrow", " → "));
  if (after) element.append(make("ins", "", after));
}

function reason(rules, notes, safety) {
  const told = make("span", "reason");
  told.append(make("span", "name", rules.join(" + ")), " ");
  if (safety) told.append(make("span", `safety ${safety}`, word(safety)), " ");
  if (notes.length) told.append(make("span", "told", notes.join("; ")));
  return told;
}

function drawReasons(answer) {
  const rows = answer.edits.map((edit, at) => [edit.rules, () => {
    const row = make("button", "edit", undefined, { type: "button", "data-at": `e${at}` });
    const text = make("span", "change", undefined, { lang: "zh", translate: "no" });
    change(text, edit.before, edit.after);
    row.append(text, reason(edit.rules, edit.notes, edit.safety));
    return row;
  }]);
  const found = answer.findings.map((one, at) => [[one.rule], () => {
    const row = make("button", "edit", undefined, { type: "button", "data-at": `f${at}` });
    const text = make("span", "change", undefined, { lang: "zh", translate: "no" });
    text.append(make("mark", "", one.text || "·"));
    row.append(text, reason([one.rule], one.note ? [one.note] : []));
    return row;
  }]);
  fill($("edits"), rows);
  fill($("findings"), found);
  if (!answer.edited) $("edits").replaceChildren(make("li", "empty", say().nothing));
  document.querySelector(".reasons").hidden = !answer.lengths[0];
  if (answer.unseen.edits) $("edits").append(make("li", "hint", say().unseen(number(answer.unseen.edits))));
  $("edited").textContent = answer.edited ? number(answer.edited) : "";
  $("found").textContent = number(answer.found);
  $("found-title").hidden = !answer.found;
  const rules = Object.entries(answer.counts).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  $("chips").hidden = rules.length < 2;
  $("chips").replaceChildren(...rules.map(([name, count]) => {
    const chip = make("button", "chip", `${name} `, { type: "button", "aria-pressed": String(state.rule === name), "data-rule": name });
    chip.append(make("b", "", number(count)));
    return chip;
  }));
}

function fill(list, rows) {
  list.replaceChildren(...rows.filter(([rules]) => hasRule(rules)).map(([, row]) => {
    const item = make("li");
    item.append(row());
    return item;
  }));
}

// An edit, chosen in the text or in the list, is shown in both. What moves is only the other of the two.
function choose(at, moved) {
  for (const old of document.querySelectorAll(".chosen")) old.classList.remove("chosen");
  for (const old of document.querySelectorAll(".edit[aria-current]")) old.removeAttribute("aria-current");
  state.chosen = at;
  $("why").hidden = !at;
  if (!at) return;
  const pieces = [...$("diff").querySelectorAll(`[data-at="${at}"]`)];
  const row = document.querySelector(`.edit[data-at="${at}"]`);
  for (const piece of pieces) piece.classList.add("chosen");
  row?.setAttribute("aria-current", "true");
  const of = Number(at.slice(1)), edit = state.answer.edits[of], found = state.answer.findings[of];
  $("why").replaceChildren(at[0] === "e" ? reason(edit.rules, edit.notes, edit.safety) : reason([found.rule], found.note ? [found.note] : []));
  for (const promise of promises(at[0] === "e" ? edit.rules : [found.rule])) $("why").append(make("div", "hint", promise, { lang: "en" }));
  if (moved === "text" && pieces.length) show($("diff"), pieces[0]);
  if (moved === "list" && row) show(row.closest("ol"), row);
}

function show(box, element) {
  const outer = box.getBoundingClientRect(), inner = element.getBoundingClientRect();
  if (inner.top < outer.top || inner.bottom > outer.bottom) box.scrollTop += inner.top - outer.top - outer.height / 3;
}

const promises = (rules) => rules.flatMap((rule) => {
  const cleaner = data.cleaners.find((one) => covers(one.name, rule));
  const own = cleaner?.rules.find(([name]) => name === rule);
  return own ? [own[1]] : cleaner ? [cleaner.promise] : [];
});

for (const [id, other] of [["diff", "list"], ["edits", "text"], ["findings", "text"]])
  $(id).addEventListener("click", (event) => {
    const at = event.target.closest("[data-at]")?.dataset.at;
    if (!at) return id === "diff" && !String(getSelection()) ? choose(null) : undefined;
    if (other === "text") { state.view = "diff"; draw(); }
    choose(at, other);
  });
$("why").addEventListener("click", () => { if (!String(getSelection())) choose(null); });
$("chips").addEventListener("click", (event) => {
  const rule = event.target.closest("[data-rule]")?.dataset.rule;
  if (rule === undefined) return;
  state.rule = state.rule === rule ? "" : rule;
  state.chosen = null;
  draw();
});

// The switches.
const boxes = []; // {box, name, cleaner, hits, item}: cleaners have their own name for cleaner
const rooms = [];

function drawRooms() {
  $("rooms").replaceChildren();
  boxes.length = rooms.length = 0;
  for (const name of new Set(data.cleaners.map((cleaner) => roomOf(cleaner.name)))) {
    const room = make("div", "room"), inside = make("ul");
    const [row, box, hits] = switchRow(word(name), "");
    row.querySelector("label").title = name;
    const count = make("span", "count");
    row.querySelector("label").append(count);
    fold(row, inside, name, !matchMedia("(max-width: 720px)").matches);
    const members = data.cleaners.filter((cleaner) => roomOf(cleaner.name) === name);
    box.addEventListener("change", () => {
      for (const member of members) want(member.name, member.name, box.checked);
      switched();
    });
    room.append(row, inside);
    for (const member of members) inside.append(cleanerRow(member));
    rooms.push({ name, box, hits, count, members, item: room });
    $("rooms").append(room);
  }
  drawSwitches();
}

function switchRow(name, kind) {
  const row = make("div", "row"), label = make("label"), box = make("input", "", undefined, { type: "checkbox" });
  const hits = make("span", "hits", "", { hidden: "" });
  label.append(box, make("span", kind, name));
  row.append(label, hits);
  return [row, box, hits];
}

function fold(row, inside, name, usually) {
  const button = make("button", "fold", undefined, { type: "button", "aria-label": `${word(name)} ${say().fold}` });
  const set = (open) => { inside.hidden = !open; button.setAttribute("aria-expanded", String(open)); };
  set(state.open.get(name) ?? usually);
  button.addEventListener("click", () => { state.open.set(name, inside.hidden); set(inside.hidden); });
  row.append(button);
}

function cleanerRow(cleaner) {
  const item = make("li", "cleaner");
  const [row, box, hits] = switchRow(cleaner.name.slice(roomOf(cleaner.name).length + 1), "name");
  row.querySelector("label").title = `${cleaner.name}\n${cleaner.promise}`;
  box.dataset.name = cleaner.name;
  if (cleaner.safety !== "safe") row.querySelector("label").append(make("span", `safety ${cleaner.safety}`, word(cleaner.safety)));
  const inside = make("div", "inside");
  inside.append(make("p", "", cleaner.promise, { lang: "en" }));
  for (const [name, promise] of cleaner.rules) {
    const label = make("label"), own = make("input", "", undefined, { type: "checkbox", "data-name": name });
    const told = make("span"), count = make("span", "hits", "", { hidden: "" });
    told.append(make("span", "name", name.slice(cleaner.name.length + 1)), count);
    label.append(own, told, make("span", "promise", promise, { lang: "en" }));
    own.addEventListener("change", () => { want(name, cleaner.name, own.checked); switched(); });
    inside.append(label);
    boxes.push({ box: own, name, cleaner: cleaner.name, hits: count, item: label });
  }
  fold(row, inside, cleaner.name, false);
  box.addEventListener("change", () => { want(cleaner.name, cleaner.name, box.checked); switched(); });
  boxes.push({ box, name: cleaner.name, cleaner: cleaner.name, hits, item });
  item.append(row, inside);
  return item;
}

function switched() {
  drawSwitches();
  now();
}

function drawSwitches() {
  for (const { box, name, cleaner, item } of boxes) {
    box.checked = isOn(name, cleaner);
    if (name !== cleaner) box.disabled = !isOn(cleaner, cleaner);
    item.classList.toggle("changed", state.wanted.has(name));
    item.classList.toggle("off", name === cleaner && !box.checked);
  }
  for (const { box, count, members } of rooms) {
    const on = members.filter((member) => isOn(member.name, member.name)).length;
    box.checked = on > 0;
    box.indeterminate = on > 0 && on < members.length;
    count.textContent = on === members.length ? String(on) : `${on}/${members.length}`;
  }
  $("reset").hidden = !state.wanted.size;
  $("script").value = state.script;
  for (const button of $("presets").children) button.setAttribute("aria-pressed", String(button.dataset.preset === state.preset));
  drawCounts();
}

function drawCounts() {
  const counts = Object.entries(state.answer?.counts || {});
  const under = (name) => counts.reduce((sum, [rule, n]) => sum + (covers(name, rule) ? n : 0), 0);
  const busy = state.scope === "busy";
  for (const { name, hits, item, cleaner } of boxes) badge(hits, under(name), item, busy && !(name === cleaner && state.wanted.has(name)));
  for (const { name, hits, item } of rooms) badge(hits, under(name), item, busy && ![...state.wanted.keys()].some((one) => roomOf(one) === name));
  for (const button of document.querySelectorAll("[data-scope]")) button.setAttribute("aria-pressed", String(button.dataset.scope === state.scope));
  $("idle").hidden = !busy || rooms.some(({ item }) => !item.hidden);
}

function badge(hits, count, item, only) {
  hits.hidden = !count;
  hits.textContent = number(count);
  item.hidden = only && !count;
}

// Text that comes in: typed, dropped, from a file.
async function read(file) {
  if (file.size > data.limit) return settle(++turn, null, () => say().large(number(data.limit)));
  const bytes = await file.arrayBuffer();
  for (const encoding of ["utf-8", "gb18030"]) {
    try {
      put(new TextDecoder(encoding, { fatal: true }).decode(bytes));
      return;
    } catch {
      continue;
    }
  }
  settle(++turn, null, () => say().unread);
}

function put(text) {
  $("text").value = text;
  $("text").scrollTop = $("diff").scrollTop = 0;
  now();
}

let depth = 0;
const over = (by) => { depth = Math.max(0, by ? depth + by : 0); document.querySelector(".in").classList.toggle("over", depth > 0); };
document.addEventListener("dragenter", (event) => { event.preventDefault(); over(1); });
document.addEventListener("dragleave", () => over(-1));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  over(0);
  const [file] = event.dataTransfer.files;
  if (file) read(file);
  else if (event.dataTransfer.getData("text")) put(event.dataTransfer.getData("text"));
});
$("text").addEventListener("input", later);
$("file").addEventListener("change", () => { if ($("file").files[0]) read($("file").files[0]); $("file").value = ""; });
$("file-label").addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); $("file").click(); } });
$("sample").addEventListener("click", () => put(data.sample));
$("clear").addEventListener("click", () => { put(""); $("text").focus(); });
$("script").addEventListener("change", () => { state.script = $("script").value; now(); });
$("reset").addEventListener("click", () => { state.wanted.clear(); switched(); });
$("presets").addEventListener("click", (event) => {
  const name = event.target.closest("[data-preset]")?.dataset.preset;
  if (name) { choosePreset(name); switched(); }
});
for (const button of document.querySelectorAll("[data-language]"))
  button.addEventListener("click", () => setLanguage(button.dataset.language));
for (const button of document.querySelectorAll("[data-view]"))
  button.addEventListener("click", () => { state.view = button.dataset.view; draw(); });
for (const button of document.querySelectorAll("[data-scope]"))
  button.addEventListener("click", () => { state.scope = button.dataset.scope; drawCounts(); });

// Copying.
async function copy(button, text, shown) {
  if (button.dataset.told) return;
  button.dataset.told = "1";
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(shown);
    done = false;
  }
  const label = [...button.childNodes];
  button.replaceChildren(done ? say().copied : say().uncopied);
  setTimeout(() => { button.replaceChildren(...label); delete button.dataset.told; }, 1400);
}
$("copy-toml").addEventListener("click", () => { if (state.answer) copy($("copy-toml"), state.answer.toml, $("toml")); });
$("copy-text").addEventListener("click", () => {
  if (!state.answer) return;
  state.view = "clean";
  draw();
  copy($("copy-text"), state.answer.text, $("clean"));
});

function setLanguage(language) {
  state.language = language;
  document.documentElement.dataset.lang = language;
  document.documentElement.lang = language;
  for (const button of document.querySelectorAll("[data-language]"))
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  $("text").placeholder = say().placeholder;
  $("presets").replaceChildren(...data.presets.map(({ name }) => make("button", "", word(name), { type: "button", "data-preset": name, title: name })));
  $("script").replaceChildren(...data.scripts.map((name) => make("option", "", word(name), { value: name })));
  drawRooms();
  draw();
}
choosePreset(state.preset);
setLanguage((navigator.language || "en").toLowerCase().startsWith("zh") ? "zh" : "en");
now();
