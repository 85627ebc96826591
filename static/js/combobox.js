// <select data-combobox>: find one of many by typing the beginnings of its words, in any order.
// The select stays in the form, hidden, and keeps the value. ARIA 1.2 combobox with a list.

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const MOST = 12;

function matches(option, typed) {
  const words = option.folded.split(/[^\p{L}\p{N}]+/u);
  return typed.every((each) => words.some((word) => word.startsWith(each)));
}

function marked(text, typed) {
  const piece = document.createDocumentFragment();
  for (const part of text.split(/([\p{L}\p{N}]+)/u)) {
    const hit = typed.filter((each) => fold(part).startsWith(each)).sort((a, b) => b.length - a.length)[0];
    if (hit) {
      piece.append(Object.assign(document.createElement("mark"), { textContent: part.slice(0, hit.length) }), part.slice(hit.length));
    } else {
      piece.append(part);
    }
  }
  return piece;
}

function enhance(select) {
  const options = [...select.options].filter((each) => each.value).map((each) => ({
    value: each.value,
    name: each.textContent,
    path: each.dataset.path ?? "",
    hint: each.dataset.hint ?? "",
    folded: fold(`${each.textContent} ${each.dataset.search ?? ""} ${each.dataset.path ?? ""}`),
    short: Boolean(each.dataset.description),
  }));
  const box = Object.assign(document.createElement("div"), { className: "combobox" });
  const input = Object.assign(document.createElement("input"), { className: "input", id: `${select.id}_typed`, autocomplete: "off", type: "text" });
  const list = Object.assign(document.createElement("ul"), { className: "listbox", id: `${select.id}_list`, hidden: true });
  const label = document.querySelector(`label[for="${select.id}"]`);
  label?.setAttribute("for", input.id);
  if (label && !label.id) label.id = `${select.id}_label`;
  list.setAttribute("role", "listbox");
  if (label) list.setAttribute("aria-labelledby", label.id);
  const attributes = { role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  select.comboboxInput = input;
  select.classList.add("visually-hidden");
  select.tabIndex = -1;
  select.setAttribute("aria-hidden", "true");
  select.before(box);
  box.append(input, list, select);
  input.value = select.value ? select.selectedOptions[0].textContent : "";
  let shown = [];
  let at = -1;

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  }
  function highlight(index) {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = index;
    const row = list.children[at];
    if (!row) return;
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", row.id);
  }
  function open() {
    const typed = fold(input.value).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const found = options.filter((each) => matches(each, typed));
    const inName = (each) => typed.every((word) => fold(each.name).split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word)));
    shown = [...found.filter(inName), ...found.filter((each) => !inName(each))].slice(0, MOST);
    list.replaceChildren(
      ...shown.map((each, index) => {
        const row = Object.assign(document.createElement("li"), { className: "option", id: `${select.id}_option_${index}` });
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        const name = Object.assign(document.createElement("span"), { className: "grow" });
        name.append(marked(each.name, typed));
        if (each.path) {
          name.append(document.createElement("br"), Object.assign(document.createElement("span"), { className: "small muted", textContent: each.path }));
        }
        row.append(name, Object.assign(document.createElement("span"), { className: "small muted nowrap", textContent: each.short ? `short answer · ${each.hint}` : each.hint }));
        row.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          pick(each);
        });
        return row;
      }),
    );
    list.hidden = shown.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    at = -1;
    if (shown.length) highlight(0);
  }
  function pick(option) {
    input.value = option.name;
    close();
    if (select.value !== option.value) {
      select.value = option.value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
  function settle() {
    if (!list.hidden && at >= 0 && input.value) pick(shown[at]);
    else if (!input.value && select.value) {
      select.value = "";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (select.value) input.value = select.selectedOptions[0].textContent;
    close();
  }
  input.addEventListener("input", open);
  input.addEventListener("pointerdown", () => list.hidden && open());
  input.addEventListener("blur", settle);
  input.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      if (event.key === "Enter") settle();
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      else highlight((at + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % shown.length);
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      pick(shown[at]);
    } else if (event.key === "Enter") {
      event.preventDefault();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "Home" || event.key === "End") && !list.hidden) {
      event.preventDefault();
      highlight(event.key === "Home" ? 0 : shown.length - 1);
    }
  });
}

for (const select of document.querySelectorAll("select[data-combobox]")) enhance(select);
