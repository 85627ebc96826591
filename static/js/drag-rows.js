// Rows of the queue dragged onto a target open the form that the buttons below them open, with the target chosen.
// An extra for the mouse (WCAG 2.5.7): keys and buttons do all of it.

const table = document.querySelector("[data-queue]");
const several = document.querySelector("#several");
const panel = document.querySelector("[data-targets]");
const badge = document.createElement("div");
let dragged = []; // the boxes of the rows, whether or not they are ticked
let asked = null;

const box = (row) => row?.querySelector("[data-row-check]");

// The ticked rows, when the one under the mouse is one of them; else that one alone, and what is ticked stays so.
function meant(row) {
  return box(row).checked ? [...table.querySelectorAll("[data-row-check]:checked")] : [box(row)];
}

async function fill() {
  asked ??= fetch(panel.dataset.targets, { redirect: "error" }).then((answer) => (answer.ok ? answer.text() : ""), () => "");
  const text = await asked;
  if (text) panel.innerHTML = text;
  else asked = null; // asked again with the next rows
  panel.hidden = !text || !dragged.length;
}

function begin(event) {
  const row = event.target instanceof Element && event.target.closest("tbody tr");
  if (!box(row)) return;
  dragged = meant(row);
  const rows = dragged.map((each) => each.closest("tr"));
  badge.textContent = rows.length > 1 ? `${rows.length} tickets` : row.id;
  event.dataTransfer.clearData(); // a link brings its address along
  event.dataTransfer.setData("text/plain", rows.map((each) => each.id).join(", "));
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setDragImage(badge, -12, -12);
  panel.classList.toggle("targets--above", event.clientY > window.innerHeight / 2);
  // A page that changes in this very moment ends the drag.
  setTimeout(() => {
    for (const each of rows) each.classList.add("is-dragged");
    if (dragged.length) fill();
  });
}

function end() {
  dragged = [];
  panel.hidden = true;
  for (const row of table.querySelectorAll(".is-dragged")) row.classList.remove("is-dragged");
  over(null);
}

function over(target) {
  for (const each of panel.querySelectorAll(".is-over")) if (each !== target) each.classList.remove("is-over");
  target?.classList.add("is-over");
}

// The target below the mouse while rows are dragged; files and texts from elsewhere mean none.
const under = (event) => (dragged.length && event.target instanceof Element && event.target.closest("[data-target]")) || null;

function move(event) {
  const target = under(event);
  over(target);
  if (!target) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
}

function open(target) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = target.dataset.target;
  const add = (name, value) => {
    const field = document.createElement("input");
    [field.type, field.name, field.value] = ["hidden", name, value];
    form.append(field);
  };
  for (const each of several.querySelectorAll("input[type=hidden]")) add(each.name, each.value);
  for (const each of dragged) add("ticket", each.value);
  add("begin", "1");
  add("to", target.dataset.to ?? "");
  document.body.append(form);
  form.submit();
}

if (table && several && panel) {
  badge.className = "dragging";
  badge.setAttribute("aria-hidden", "true");
  document.body.append(badge);
  // Rows can be dragged while the mouse is over them: a finger scrolls, and has the buttons. When the button
  // is down it is too late: text below the mouse would be selected.
  table.addEventListener("pointerover", (event) => {
    const row = event.target.closest("tbody tr");
    if (row) row.draggable = event.pointerType === "mouse" && Boolean(box(row));
  });
  several.querySelector("[data-drag-hint]").hidden = !window.matchMedia("(hover: hover) and (pointer: fine)").matches;
  table.addEventListener("dragstart", begin);
  table.addEventListener("dragend", end);
  for (const name of ["dragenter", "dragover"]) document.addEventListener(name, move);
  panel.addEventListener("drop", (event) => {
    const target = under(event);
    if (!target) return;
    event.preventDefault();
    open(target);
  });
}
