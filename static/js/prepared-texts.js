// <a data-prepared="id of a field">: brings a prepared text into the field, so that the browser can undo it.
// Ctrl and ; in the field, :: at the beginning of a word (where single keys are on), or the link itself. Without script the link leads to a page.

import { combobox, make, marked, wordsOf } from "./combobox.js";
import { token } from "./csrf.js";

const off = () => document.body.dataset.shortcuts === "off";
const PLACEHOLDER = /\{(?:customer name|ticket number|agent name|area|date)\}/g;
const linkOf = (field) => field?.id && document.querySelector(`[data-prepared="${CSS.escape(field.id)}"]`);

let texts = [];
let coming = Promise.resolve(); // the texts are on their way
let into = null; // the field, and the part of it that the text takes the place of
const dialog = make("dialog", { id: "prepared-texts", className: "dialog" }, { "aria-labelledby": "prepared-title" });
const title = make("h2", { id: "prepared-title", textContent: "Bring in a prepared text" });
const label = make("label", { id: "prepared-label", htmlFor: "prepared-find", className: "field__label", textContent: "Find it by its name or words" });
const input = make("input", { id: "prepared-find", className: "input", type: "text", autocomplete: "off" });
const box = make("div", { className: "combobox" });
const inside = make("div", { className: "stack stack--tight" }); // the dialog itself, closed, must not be laid out
const trouble = make("p", { hidden: true, className: "field__error" }, { role: "alert" });
const foot = make("form", { method: "dialog", className: "dialog__foot" });
box.append(input);
foot.append(make("button", { className: "button", textContent: "Cancel" }));
inside.append(title, label, box, trouble);
dialog.append(inside, foot);

async function fetched(link) {
  const { pathname, searchParams } = new URL(link.href);
  const body = new FormData();
  const form = link.closest("form");
  body.set("ticket", searchParams.get("ticket") ?? "");
  for (const name of ["customer", "new_name", "topic"]) body.set(name, new FormData(form).get(name) ?? "");
  const answer = await fetch(pathname, { method: "POST", body, headers: { "X-CSRFToken": token(link) } });
  if (answer.status === 401) document.dispatchEvent(new CustomEvent("session:ended"));
  if (!answer.ok) throw new Error("no texts");
  return (await answer.json()).texts;
}

// Who types on before the texts are here gets them for what was typed by then.
async function find(text) {
  await coming;
  const typed = wordsOf(text);
  const shown = texts.filter((each) => {
    const words = wordsOf(`${each.name} ${each.of} ${each.text}`);
    return typed.every((part) => words.some((word) => word.startsWith(part)));
  });
  return { rows: shown.map((each, place) => draw(each, place, typed)) };
}

function draw(each, place, typed) {
  const row = make("li", { className: "option", id: `prepared_${place}` }, { role: "option", "aria-selected": "false" });
  row.dataset.value = texts.indexOf(each);
  const name = make("div", { className: "grow" });
  const begins = make("div", { className: "small muted clip-2", textContent: each.text.slice(0, 200) });
  name.append(...marked(each.name, typed), begins);
  row.append(name, make("span", { className: "small muted", textContent: each.of }));
  return row;
}

function offer(field, start, end) {
  const link = linkOf(field);
  into = { field, start, end };
  document.body.append(dialog);
  input.value = "";
  trouble.hidden = true;
  dialog.showModal();
  input.focus();
  coming = ask(link);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

async function ask(link) {
  texts = [];
  try {
    texts = await fetched(link);
    trouble.textContent = "There is no prepared text for this yet.";
  } catch {
    trouble.textContent = "The prepared texts cannot be fetched just now. What you typed is untouched.";
  }
  trouble.hidden = texts.length > 0;
}

function bringIn({ text, left }) {
  const { field, start, end } = into;
  dialog.close();
  field.focus();
  field.setSelectionRange(start, end);
  // The browser's own insertion can be undone by its own Ctrl+Z; setRangeText cannot.
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const gap = left.length ? text.indexOf(`{${left[0]}}`) : -1;
  if (gap >= 0) field.setSelectionRange(start + gap, start + gap + left[0].length + 2);
  sayWhatIsLeft(field);
}

// What nobody knew stays in its braces; the field says so until it is filled in.
function sayWhatIsLeft(field) {
  const left = [...new Set(field.value.match(PLACEHOLDER) ?? [])];
  let said = document.getElementById(`${field.id}_left`);
  if (!said && !left.length) return;
  if (!said) {
    said = make("p", { id: `${field.id}_left`, className: "field__hint" }, { role: "status" });
    field.after(said);
  }
  const parts = left.flatMap((each, place) => [place ? ", " : "", make("mark", { textContent: each })]);
  said.replaceChildren(...(left.length ? ["Still to be filled in: ", ...parts] : []));
}

combobox(input, { id: "prepared", labelledby: "prepared-label", find, pick: (row) => bringIn(texts[row.dataset.value]) });
box.querySelector(".listbox").classList.add("listbox--static");
// Escape leaves at once, whether the list is open or not.
dialog.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  dialog.close();
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key !== ";" || !event.ctrlKey || event.altKey || event.metaKey || !linkOf(event.target)) return;
  event.preventDefault();
  offer(event.target, event.target.selectionStart, event.target.selectionEnd);
});
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!linkOf(field)) return;
  sayWhatIsLeft(field);
  const at = field.selectionStart;
  const word = /(^|\s)::$/.test(field.value.slice(Math.max(0, at - 3), at));
  if (!off() && event.inputType === "insertText" && event.data === ":" && word) offer(field, at - 2, at);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-prepared]");
  const field = link && document.getElementById(link.dataset.prepared);
  if (!field || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  offer(field, field.selectionStart, field.selectionEnd);
});
for (const link of document.querySelectorAll("[data-prepared]")) {
  link.setAttribute("role", "button");
  link.querySelector("[data-new-tab]")?.remove();
}
