// The queue by keyboard, selecting rows, and rows that refresh themselves. The single keys are those of shortcuts.js.

import { remember } from "./came-from.js";
import { cursor } from "./cursor.js";

const table = document.querySelector("[data-queue]");
const live = document.querySelector("[data-rows]"); // the table, or what stands in its place when it is empty
const EVERY = 15_000;

const rows = () => [...(table?.tBodies[0].rows ?? [])];
const check = (row) => row?.querySelector("[data-row-check]");
const { here, go } = table ? cursor(table, rows) : {};

function select() {
  const boxes = rows().map(check).filter(Boolean);
  const chosen = boxes.filter((box) => box.checked).length;
  for (const box of boxes) box.closest("tr").classList.toggle("is-selected", box.checked);
  const said = document.querySelector("[data-selected]");
  if (said) said.textContent = chosen ? `${chosen} selected` : "With the selected";
  const all = table.querySelector("[data-check-all]");
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
}

// What is ticked stays with its ticket when one comes back to the page. A browser would tick the same places
// of the list, where other tickets stand by then; `autocomplete="off"` keeps it from that.
function keep() {
  const ticked = rows().filter((row) => check(row)?.checked).map((row) => row.id);
  history.replaceState({ ...history.state, ticked }, "");
}

function tickAgain() {
  const ticked = new Set(history.state?.ticked);
  for (const row of rows()) if (check(row)) check(row).checked = ticked.has(row.id);
  select();
}

function toggle(row) {
  const box = check(row);
  if (!box) return;
  box.checked = !box.checked;
  select();
  keep();
  go(row);
}

// What has the focus or is selected stays as it is: nobody's cursor or choice moves. The rest of that row changes.
const inUse = (cell) => cell.contains(document.activeElement) || cell.querySelector("[data-row-check]:checked");

function renew(row, fresh) {
  let whole = true;
  for (const [place, cell] of [...row.cells].entries()) {
    const other = fresh.cells[place];
    if (other.innerHTML === cell.innerHTML) continue;
    if (inUse(cell)) whole = false;
    else cell.innerHTML = other.innerHTML;
  }
  if (whole) row.dataset.version = fresh.dataset.version;
  return whole;
}

function take(text) {
  const fresh = document.createElement("tbody");
  fresh.innerHTML = text;
  const now = rows();
  const known = new Map([...fresh.rows].map((row) => [row.id, row]));
  let whole = true;
  for (const row of now) if (known.has(row.id)) whole = renew(row, known.get(row.id)) && whole;
  if (!whole) live.dataset.mark = ""; // what was left is asked for again
  const order = (all) => all.map((row) => row.id).join(" ");
  document.querySelector("[data-show-changed]").hidden = order(now) === order([...known.values()]);
}

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(live.dataset.rows + location.search, {
    headers: { "If-None-Match": `"${live.dataset.mark}"` },
    cache: "no-store",
    redirect: "error",
  }).catch(() => null);
  if (answer?.status !== 200) return;
  live.dataset.mark = answer.headers.get("ETag").replaceAll(/^(W\/)?"|"$/g, "");
  take(await answer.text());
}

if (table) {
  if (live) {
    table.addEventListener("click", (event) => {
      if (!event.target.closest("[data-row-link]")) return;
      remember(document.querySelector("h1").textContent.trim(), [...table.querySelectorAll("[data-row-link]")]);
    });
  }
  table.addEventListener("change", (event) => {
    if (event.target.matches("[data-check-all]")) for (const row of rows()) if (check(row)) check(row).checked = event.target.checked;
    select();
    keep();
    here()?.scrollIntoView({ block: "nearest" }); // the bar that a first tick brings covers no row with the focus
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("button[data-row-toggle]")) toggle(here());
  });
  // With nothing selected, an act means the row that has the cursor. It is sent and not ticked: a tick would
  // stay where the page is come back to, and the next key would mean that row.
  document.querySelector("#several")?.addEventListener("formdata", ({ formData }) => {
    const box = check(here());
    if (box && !formData.has("ticket")) formData.append("ticket", box.value);
  });
  tickAgain();
  window.addEventListener("pageshow", tickAgain);
  if (/^#T\d+$/.test(location.hash)) {
    const back = document.getElementById(location.hash.slice(1));
    go(back);
    // A browser that scrolls to the row once the page is whole takes the focus away again.
    window.addEventListener("load", () => setTimeout(() => document.activeElement === document.body && go(back)));
  }
}
document.querySelector("[data-show-changed]")?.addEventListener("click", () => location.reload());
if (live) {
  setInterval(refresh, EVERY);
  document.addEventListener("queue:refresh", refresh);
}
