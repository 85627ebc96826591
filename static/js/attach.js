// <form data-attach>: files are chosen, dropped on [data-drop] or pasted; they are sent with a bar that moves, and
// stay chosen when something has to be mended. Without script it is a form with a file field.

import { drawing } from "./icons.js";

const field = (form) => form.querySelector("input[type=file]");
const chosen = (form) => form.querySelector("[data-chosen]");
const megabytes = (bytes) => `${(bytes / 1048576).toFixed(1)} MB`;
const kilobytes = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : megabytes(bytes));
const kept = new WeakMap(); // of a file field: its files, which choosing again would replace

function say(form, words, { bad = true } = {}) {
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
function draw(form, known) {
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

function linesOf(form) {
  const files = kept.get(field(form)) ?? [];
  return new Map([...chosen(form).children].map((line, place) => [files[place], line]));
}

function add(form, added) {
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

// The server's page has the form with what is to be mended; the chosen files move over to it.
function redraw(form, page) {
  const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("[data-attach]");
  if (!fresh) return say(form, "Something went wrong here. Nothing was attached; try again.");
  const input = field(form);
  field(fresh).replaceWith(input);
  form.replaceWith(fresh);
  listen(fresh);
  const files = kept.get(input) ?? [];
  const lines = [...chosen(fresh).children];
  draw(fresh, lines.length === files.length ? new Map(files.map((file, place) => [file, lines[place]])) : new Map());
  (fresh.querySelector("[data-errors]") ?? input).focus();
}

function send(form, submitter) {
  const request = new XMLHttpRequest();
  const bar = form.querySelector("[data-sending]");
  request.open("POST", location.href);
  request.setRequestHeader("X-Background", "attach");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.querySelector("progress").value = event.loaded / event.total;
  });
  const over = () => {
    delete form.dataset.sent;
    bar.hidden = true;
    submitter?.classList.remove("button--busy");
  };
  request.addEventListener("error", () => {
    over();
    say(form, "Not sent: no connection. Nothing was attached; try again.");
  });
  request.addEventListener("load", () => {
    over();
    if (request.status === 204) location.assign(request.getResponseHeader("X-Location"));
    else if (request.status === 401) document.dispatchEvent(new CustomEvent("session:ended"));
    else if (request.status === 413) say(form, request.responseText);
    else redraw(form, request.responseText);
  });
  form.dataset.sent = "yes";
  bar.hidden = false;
  submitter?.classList.add("button--busy");
  say(form, "");
  request.send(new FormData(form, submitter));
}

function listen(form) {
  kept.set(field(form), kept.get(field(form)) ?? [...field(form).files]);
  form.querySelector("[data-with-script]").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.dataset.sent) send(form, event.submitter);
  });
}

const now = () => document.querySelector("[data-attach]");
const withFiles = (event) => event.dataTransfer?.types.includes("Files");

listen(now());
document.addEventListener("change", (event) => {
  if (event.target === field(now())) add(now(), [...event.target.files]);
});
document.addEventListener("paste", (event) => {
  const files = [...event.clipboardData.files];
  if (!files.length) return;
  event.preventDefault();
  add(now(), files);
});
// A file that misses the place would take the browser to the file, and what was typed would be gone.
document.addEventListener("dragover", (event) => {
  if (!withFiles(event)) return;
  event.preventDefault();
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
  add(now(), [...event.dataTransfer.files]);
});
