// <select data-combobox>: find one of many by typing the beginnings of its words, in any order.
// The select stays in the form, hidden, and keeps the value. ARIA 1.2 combobox with a list.
// `combobox` does the same for a field of its own, whose options come from somewhere else.
// With data-people the select holds only some of the options, and the server is asked for others. With data-named,
// too, a name that was left before an answer came is sent under that name, and the server says whose it is.

import { drawing } from "./icons.js";
import { peopleSearch } from "./people-search.js";

const MOST = 50;
const WORDS = /[^\p{L}\p{N}]+/u;
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
export const wordsOf = (text) => fold(text).split(WORDS).filter(Boolean);
const begin = (words, typed) => typed.every((each) => words.some((word) => word.startsWith(each)));

export function make(tag, properties, attributes = {}) {
  const element = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

export function marked(text, typed) {
  return text.split(/([\p{L}\p{N}]+)/u).flatMap((part) => {
    const [hit] = typed.filter((each) => fold(part).startsWith(each)).sort((a, b) => b.length - a.length);
    return hit ? [make("mark", { textContent: part.slice(0, hit.length) }), part.slice(hit.length)] : [part];
  });
}

function read(option) {
  const { path = "", hint = "", search = "", description } = option.dataset;
  return {
    value: option.value,
    name: option.textContent,
    path,
    hint: description ? ["short answer", hint].filter(Boolean).join(" · ") : hint,
    inName: wordsOf(option.textContent),
    words: wordsOf(`${option.textContent} ${search} ${path}`),
  };
}

function draw(option, id, typed) {
  const row = make("li", { className: "option", id }, { role: "option", "aria-selected": "false" });
  row.dataset.value = option.value;
  const name = make("span", { className: "grow" });
  name.append(...marked(option.name, typed));
  if (option.path) name.append(make("br"), make("span", { className: "small muted", textContent: option.path }));
  row.append(name, make("span", { className: "small muted nowrap", textContent: option.hint }));
  return row;
}

// Makes a combobox of `input`: `find(text)` gives the options (or a promise of them), drawn as rows; `pick(row)`
// takes one. `settle` is called when the field is left, with the row that is highlighted, if any; while an answer is
// awaited with `true` beside it, and then again, with the only row that was found.
export function combobox(input, { id, labelledby, find, pick, settle, start = () => 0 }) {
  const list = make("ul", { className: "listbox", id: `${id}_list`, hidden: true }, { role: "listbox", "aria-labelledby": labelledby });
  const said = make("p", { className: "field__hint visually-hidden" }, { role: "status" });
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) {
    input.setAttribute(name, value);
  }
  input.after(list, said);

  let at = -1;
  let moved = false;
  let asked = 0;
  let awaited = false; // options for what was typed are on their way
  let wanted = false; // Enter was pressed meanwhile: it means the first of them
  let coming = null; // the promise of them

  function close() {
    asked += 1;
    awaited = false;
    wanted = false;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
    moved = false;
  }
  function highlight(index) {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = index;
    const row = list.children[at];
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", row.id);
  }
  function show({ rows, count = rows.length }) {
    list.replaceChildren(...rows);
    list.hidden = rows.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = count === 1 ? "1 found" : `${count || "Nothing"} found`;
    said.classList.toggle("visually-hidden", count > 0 || !input.value.trim());
    if (!rows.length) close();
    else {
      highlight(Math.max(0, start(rows)));
      if (wanted) take(list.children[at]);
    }
  }
  function open(text = input.value) {
    const found = find(text);
    asked += 1;
    wanted = false;
    awaited = found instanceof Promise;
    if (!awaited) {
      show(found);
      return;
    }
    const mine = asked;
    coming = found;
    found.then((options) => {
      if (mine !== asked) return;
      awaited = false;
      if (options) show(options);
    });
  }
  function take(row) {
    close();
    pick(row);
  }
  function leave() {
    // What is highlighted while an answer is awaited was found by other letters.
    const row = !awaited && at >= 0 && (moved || input.value.trim()) ? list.children[at] : null;
    const late = awaited;
    const text = input.value;
    close();
    settle?.(row, late);
    if (!late) return;
    coming.then((options) => {
      if (document.activeElement === input || input.value !== text) return;
      settle?.(options?.rows.length === 1 ? options.rows[0] : null, false);
    });
  }
  function move(by) {
    if (list.hidden) open("");
    else highlight((at + by + list.children.length) % list.children.length);
    moved = true;
  }
  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Home: () => highlight(0),
    End: () => highlight(list.children.length - 1),
    Enter: () => {
      if (awaited) wanted = true;
      else if (at >= 0) take(list.children[at]);
    },
    Escape: () => close(),
  };
  input.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      if (event.key === "Enter") leave();
    } else if (keys[event.key] && !(list.hidden && ["Home", "End", "Escape"].includes(event.key))) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  input.addEventListener("input", () => open());
  input.addEventListener("pointerdown", () => list.hidden && open(""));
  input.addEventListener("blur", leave);
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const row = event.target.closest(".option");
    if (row) take(row);
  });
}

function enhance(select) {
  const options = [...select.options].filter((each) => each.value).map(read);
  const label = document.querySelector(`label[for="${select.id}"]`);
  label.id ||= `${select.id}_label`;
  const input = make("input", { className: "input", id: `${select.id}_typed`, type: "text", autocomplete: "off", spellcheck: false });
  const [first] = select.options;
  if (first && !first.value) input.placeholder = first.textContent;
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  const box = make("div", { className: "combobox with-icon" });
  select.before(box);
  box.append(drawing("search"), input, select);
  label.htmlFor = input.id;
  select.comboboxInput = input;
  select.classList.add("visually-hidden");
  select.tabIndex = -1;
  select.setAttribute("aria-hidden", "true");

  const { people, named } = select.dataset;
  const ask = people && peopleSearch(select);
  let left = select.dataset.typed ?? ""; // a name without a choice

  let shown = [];
  let finds = 0;
  function write() {
    input.value = select.value ? select.selectedOptions[0].textContent : left;
    if (named && left && !select.value) input.name = named;
    else input.removeAttribute("name");
  }
  function rowsOf(found, typed) {
    shown = [...found.filter((each) => begin(each.inName, typed)), ...found.filter((each) => !begin(each.inName, typed))].slice(0, MOST);
    return { rows: shown.map((each, index) => draw(each, `${select.id}_option_${index}`, typed)), count: found.length };
  }
  function find(text) {
    finds += 1;
    const typed = wordsOf(text);
    const found = options.filter((each) => begin(each.words, typed));
    return ask && typed.length ? findMore(text, typed, found) : rowsOf(found, typed);
  }
  // Without a connection it is the list as far as it goes.
  async function findMore(text, typed, found) {
    const mine = finds;
    const known = new Set(found.map((each) => each.value));
    const answer = await ask(text);
    if (mine !== finds) return null;
    return rowsOf([...found, ...(answer ?? []).map(read).filter((each) => !known.has(each.value))], typed);
  }
  function choose(value) {
    if (select.value === value) return;
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function pick(row) {
    const picked = shown.find((each) => each.value === row.dataset.value);
    if (![...select.options].some((each) => each.value === picked.value)) {
      select.append(make("option", { value: picked.value, textContent: picked.name }, picked.path ? { "data-path": picked.path } : {}));
    }
    left = "";
    choose(picked.value);
    write();
  }
  function leaveUnchosen(text) {
    left = text;
    choose("");
    write();
  }
  combobox(input, {
    id: select.id,
    labelledby: label.id,
    find,
    pick,
    // Leaving the field takes what is highlighted; an emptied field chooses nothing.
    settle(row, late) {
      if (row) pick(row);
      else if (!input.value.trim()) leaveUnchosen("");
      else if (named && (late || !select.value)) leaveUnchosen(input.value);
      else if (select.value || (people && !late)) write();
    },
    start: () => shown.findIndex((each) => each.value === select.value),
  });
  // A link of the error summary leads to the select, and a browser that goes back fills it in.
  select.addEventListener("focus", () => input.focus());
  select.addEventListener("change", write);
  window.addEventListener("pageshow", write);
  if (left) select.value = "";
  write();
  // What is moved into the box loses the focus that the page gave it; what is suggested is typed over.
  if (select.autofocus && document.activeElement === document.body) {
    input.focus();
    input.select();
  }
}

for (const select of document.querySelectorAll("select[data-combobox]")) enhance(select);
