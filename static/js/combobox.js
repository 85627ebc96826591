// <select data-combobox>: find one of many by typing the beginnings of its words, in any order.
// The select stays in the form, hidden, and keeps the value. ARIA 1.2 combobox with a list.

import { drawing } from "./icons.js";

const MOST = 50;
const WORDS = /[^\p{L}\p{N}]+/u;
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const wordsOf = (text) => fold(text).split(WORDS).filter(Boolean);
const begin = (words, typed) => typed.every((each) => words.some((word) => word.startsWith(each)));

function make(tag, properties, attributes = {}) {
  const element = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function marked(text, typed) {
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
  const name = make("span", { className: "grow" });
  name.append(...marked(option.name, typed));
  if (option.path) name.append(make("br"), make("span", { className: "small muted", textContent: option.path }));
  row.append(name, make("span", { className: "small muted nowrap", textContent: option.hint }));
  return row;
}

function enhance(select) {
  const options = [...select.options].filter((each) => each.value).map(read);
  const label = document.querySelector(`label[for="${select.id}"]`);
  label.id ||= `${select.id}_label`;
  const list = make("ul", { className: "listbox", id: `${select.id}_list`, hidden: true }, { role: "listbox", "aria-labelledby": label.id });
  const input = make("input", { className: "input", id: `${select.id}_typed`, type: "text", autocomplete: "off", spellcheck: false }, {
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
  });
  const [first] = select.options;
  if (first && !first.value) input.placeholder = first.textContent;
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  const said = make("p", { className: "field__hint visually-hidden" }, { role: "status" });
  const box = make("div", { className: "combobox with-icon" });
  select.before(box);
  box.append(drawing("search"), input, list, said, select);
  label.htmlFor = input.id;
  select.comboboxInput = input;
  select.classList.add("visually-hidden");
  select.tabIndex = -1;
  select.setAttribute("aria-hidden", "true");

  let shown = [];
  let at = -1;
  let moved = false;

  function write() {
    input.value = select.value ? select.selectedOptions[0].textContent : "";
  }
  function close() {
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
  function open(text = input.value) {
    const typed = wordsOf(text);
    const found = options.filter((each) => begin(each.words, typed));
    shown = [...found.filter((each) => begin(each.inName, typed)), ...found.filter((each) => !begin(each.inName, typed))].slice(0, MOST);
    list.replaceChildren(...shown.map((each, index) => draw(each, `${select.id}_option_${index}`, typed)));
    list.hidden = shown.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = found.length === 1 ? "1 found" : `${found.length || "Nothing"} found`;
    said.classList.toggle("visually-hidden", found.length > 0);
    if (shown.length) highlight(Math.max(0, shown.findIndex((each) => each.value === select.value)));
    else close();
  }
  function choose(value) {
    close();
    if (select.value === value) return;
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function pick(option) {
    input.value = option.name;
    choose(option.value);
  }
  // Leaving the field takes what is highlighted; an emptied field chooses nothing.
  function settle() {
    if (at >= 0 && (moved || input.value.trim())) pick(shown[at]);
    else if (!input.value.trim()) choose("");
    else if (select.value) write();
  }
  function move(by) {
    if (list.hidden) open("");
    else highlight((at + by + shown.length) % shown.length);
    moved = true;
  }
  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Home: () => highlight(0),
    End: () => highlight(shown.length - 1),
    Enter: () => at >= 0 && pick(shown[at]),
    Escape: () => close(),
  };
  input.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      if (event.key === "Enter") settle();
    } else if (keys[event.key] && !(list.hidden && ["Home", "End", "Escape"].includes(event.key))) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  input.addEventListener("input", () => open());
  input.addEventListener("pointerdown", () => list.hidden && open(""));
  input.addEventListener("blur", settle);
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const row = event.target.closest(".option");
    if (row) pick(shown[[...list.children].indexOf(row)]);
  });
  // A link of the error summary leads to the select, and a browser that goes back fills it in.
  select.addEventListener("focus", () => input.focus());
  select.addEventListener("change", write);
  window.addEventListener("pageshow", write);
  write();
}

for (const select of document.querySelectorAll("select[data-combobox]")) enhance(select);
