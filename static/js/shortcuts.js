// data-key="c": a single key outside of fields. data-alt="t": Alt and a key, inside fields too.
// Ctrl+Enter sends the form, ? lists all. A person can switch off those that are a single character, which dictation
// and slips of a finger type (WCAG 2.1.4): data-shortcuts="off" on the body. Keys with Ctrl or Alt go on working.

const off = () => document.body.dataset.shortcuts === "off";
const inField = (element) => element.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
const visible = (element) => element.checkVisibility?.({ visibilityProperty: true }) ?? true;

// Within a part with data-alt-scope, such as a line of a table, a key means the part that has the focus, or the last.
function find(attribute, key) {
  const found = [...document.querySelectorAll(`[${attribute}="${CSS.escape(key)}"]`)].filter(visible);
  const here = found.find((each) => each.closest("[data-alt-scope]")?.contains(document.activeElement));
  return here ?? found.find((each) => !each.closest("[data-alt-scope]")) ?? found.at(-1);
}

function perform(element) {
  if (element.matches("input[type=radio], input[type=checkbox]")) {
    element.click();
    // Its key leads to where the chosen thing is written; an arrow among the choices stays among them.
    const leadsTo = element.dataset.focus && document.querySelector(element.dataset.focus);
    (leadsTo || element).focus();
  } else if (element.matches("a, button, summary")) {
    element.click();
  } else if (element.matches("input, textarea, select")) {
    const field = element.comboboxInput ?? element;
    field.focus();
    // What stands in a line is usually typed anew; a text is gone on with.
    if (field.matches("input")) field.select();
  } else {
    (element.querySelector(":checked") ?? element.querySelector("input, button"))?.focus();
  }
}

// Alt and a letter writes other signs on a Mac: there the key's place says which one was meant.
function altKey(event) {
  if (/^([a-z0-9]|Delete)$/i.test(event.key)) return event.key.toLowerCase();
  const found = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code);
  return found ? found[1].toLowerCase() : "";
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("form") ?? document.querySelector("form:has([data-submit])");
    const button = form?.querySelector("[data-submit]");
    if (button) {
      event.preventDefault();
      button.click();
    }
    return;
  }
  if (event.altKey && !event.ctrlKey && !event.metaKey) {
    const element = find("data-alt", altKey(event));
    if (element) {
      event.preventDefault();
      perform(element);
    }
    return;
  }
  if (off() || event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
  if (event.key === "?") {
    event.preventDefault();
    list();
    return;
  }
  const element = event.key.length === 1 && find("data-key", event.key.toLowerCase());
  if (element) {
    event.preventDefault();
    perform(element);
  }
});

function words(element) {
  const field = element.comboboxInput ?? element;
  const source = element.dataset.altWords ? null : field.closest("label") ?? field.labels?.[0] ?? field;
  if (!source) return element.dataset.altWords;
  const copy = source.cloneNode(true);
  for (const each of copy.querySelectorAll("kbd, small, .muted, svg, select, textarea")) each.remove();
  return (element.getAttribute("aria-label") ?? copy.textContent).trim().replace(/\s+/g, " ");
}

const named = (key) => (key === "delete" ? "Del" : key.toUpperCase());

function list() {
  let dialog = document.querySelector("#shortcuts");
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.id = "shortcuts";
    dialog.className = "dialog";
    dialog.setAttribute("aria-labelledby", "shortcuts-title");
    document.body.append(dialog);
  }
  const single = off() ? "" : "[data-key], ";
  const rows = [...document.querySelectorAll(`${single}[data-alt]`)]
    .filter(visible)
    .map((each) => [single && each.dataset.key ? each.dataset.key.toUpperCase() : `Alt ${named(each.dataset.alt)}`, words(each)])
    .filter(([key], index, all) => all.findIndex(([other]) => other === key) === index);
  const submit = [...document.querySelectorAll("[data-submit]")].find(visible);
  if (submit) rows.push(["Ctrl Enter", words(submit)]);
  if (document.querySelector("[data-prepared]")) rows.push(["Ctrl ;", "Bring in a prepared text"]);
  if (single) rows.push(["?", "This list"]);
  const title = Object.assign(document.createElement("h2"), { id: "shortcuts-title", textContent: "Shortcuts on this page" });
  const keys = Object.assign(document.createElement("dl"), { className: "keys" });
  for (const [key, what] of rows) {
    const term = document.createElement("dt");
    term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    keys.append(term, Object.assign(document.createElement("dd"), { textContent: what }));
  }
  const said = Object.assign(document.createElement("p"), { className: "muted", textContent: "Single keys are switched off on your account’s page." });
  const foot = Object.assign(document.createElement("form"), { method: "dialog", className: "dialog__foot" });
  foot.append(Object.assign(document.createElement("button"), { className: "button", textContent: "Close" }));
  dialog.replaceChildren(title, ...(rows.length ? [keys] : []), ...(single ? [] : [said]), foot);
  dialog.showModal();
}

// Every page has a way to the list without a key: its own button, else the one at its foot.
const openers = [...document.querySelectorAll("[data-shortcuts-open]")];
for (const button of openers) {
  button.hidden = button.matches("[data-shortcuts-foot]") && openers.length > 1;
  button.addEventListener("click", list);
}
