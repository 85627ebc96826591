// Files that are chosen, dropped or pasted into a form with a file field: a line for each, which can be left out.
// The form has [data-drop], a list [data-chosen] and [data-attach-status].

import { drawing } from "./icons.js";

export const field = (form) => form.querySelector("input[type=file]");
export const chosen = (form) => form.querySelector("[data-chosen]");
const megabytes = (bytes) => `${(bytes / 1048576).toFixed(1)} MB`;
const kilobytes = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : megabytes(bytes));
export const kept = new WeakMap(); // of a file field: its files, which choosing again would replace

export function say(form, words, { bad = true } = {}) {
  const status = form.querySelector("[data-attach-status]");
  status.textContent = words;
  status.classList.toggle("field__error", bad);
}

function put(form, files) {
  const holder = new DataTransfer();
  for (const file of files) holder.items.add(file);
  field(form).files = holder.files;
  kept.set(field(form), files);
}

// A line for each file; what the server said of files that stay is kept.
export function draw(form, known) {
  const lines = kept.get(field(form)).map((file) => {
    const line = known.get(file) ?? document.createElement("li");
    if (!known.has(file)) {
      const name = Object.assign(document.createElement("span"), { className: "file__name", textContent: `${file.name}, ${kilobytes(file.size)}` });
      line.className = "file";
      line.append(drawing("file"), name);
    }
    line.querySelector("[data-unchoose]")?.remove();
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet button--small", textContent: "Leave out" });
    button.dataset.unchoose = "";
    button.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: ` ${file.name}` }));
    button.addEventListener("click", () => {
      put(form, kept.get(field(form)).filter((each) => each !== file));
      draw(form, linesOf(form));
      say(form, `${file.name} is left out.`, { bad: false });
      field(form).focus();
    });
    line.append(button);
    return line;
  });
  chosen(form).replaceChildren(...lines);
}

export function linesOf(form) {
  const files = kept.get(field(form)) ?? [];
  return new Map([...chosen(form).children].map((line, place) => [files[place], line]));
}

export function add(form, added) {
  const input = field(form);
  const { largest, most } = input.dataset;
  const before = kept.get(input) ?? [];
  const known = linesOf(form);
  const large = added.filter((file) => file.size > Number(largest));
  const fitting = added.filter((file) => !large.includes(file));
  const files = [...before, ...fitting].slice(0, Number(most));
  known.clear(); // what was said was said of other files sent together
  put(form, files);
  draw(form, known);
  const said = large.map((file) => `${file.name} is too large: a file may have ${megabytes(largest)}.`);
  if (before.length + fitting.length > Number(most)) said.push(`At most ${most} files can be attached at once.`);
  say(form, said.join(" "));
}

// What comes in by hand goes to the form that `now` names; `shown` is told before.
export function take(now, shown = () => {}) {
  const withFiles = (event) => event.dataTransfer?.types.includes("Files");
  const takeIn = (files) => {
    shown(now());
    add(now(), files);
  };
  document.addEventListener("change", (event) => {
    if (event.target === field(now())) takeIn([...event.target.files]);
  });
  // Text that is copied from an office program comes with a picture of itself: the text is meant.
  document.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    takeIn(files);
  });
  // A file that misses the place would take the browser to the file, and what was typed would be gone.
  document.addEventListener("dragover", (event) => {
    if (!withFiles(event)) return;
    event.preventDefault();
    shown(now());
    now().querySelector("[data-drop]").classList.add("is-over");
  });
  for (const over of ["dragleave", "drop"]) {
    document.addEventListener(over, (event) => {
      if (over === "drop" || !event.relatedTarget) now().querySelector("[data-drop]").classList.remove("is-over");
    });
  }
  document.addEventListener("drop", (event) => {
    if (!withFiles(event)) return;
    event.preventDefault();
    takeIn([...event.dataTransfer.files]);
  });
}
