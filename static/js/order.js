// The order form: lines are added, removed and walked by keyboard; the server reckons what they come to.

import { chooseCustomer, fill } from "./customer.js";
import { productSearch } from "./product-search.js";

const PAUSE = 200;
const form = document.querySelector("#order");
const words = form.elements.product_words;
const figures = form.querySelector("#figures");
const addButton = form.querySelector("[data-add-line]");
let timer = 0;

// What the form comes to is asked for a moment after somebody typed; a later question takes an earlier one's place.
function reckon(pause) {
  clearTimeout(timer);
  timer = setTimeout(() => figures.dispatchEvent(new CustomEvent("figures")), pause);
}
form.addEventListener("input", (event) => event.target !== words && event.target.closest("[data-figures]") && reckon(PAUSE));
form.addEventListener("change", (event) => event.target !== words && event.target.closest("[data-figures]") && reckon(0));

// Figures of a line that was removed meanwhile have no place; those without it are asked for already.
form.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target !== figures) return;
  const lines = [...event.detail.xhr.responseText.matchAll(/id="(line-\d+)-total"/g)];
  if (lines.some(([, id]) => !document.getElementById(id))) event.detail.shouldSwap = false;
});

function add(row) {
  form.querySelector("[data-add-product]").value = row.dataset.value;
  words.value = "";
  addButton.dispatchEvent(new CustomEvent("add"));
}
productSearch(words, add);
addButton.hidden = true;

// A line that was added has the focus; a quantity that was typed while it was on its way stands in it.
form.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "lines") return;
  const [quantity] = [...form.querySelectorAll("[data-column=quantity]")].slice(-1);
  form.querySelector("[data-add-product]").value = "";
  if (!quantity) return;
  if (/^\d+$/.test(words.value)) {
    quantity.value = words.value;
    words.value = "";
  }
  quantity.focus();
  quantity.select();
  quantity.dispatchEvent(new Event("change", { bubbles: true }));
});

function remove(line) {
  const beside = line.nextElementSibling ?? line.previousElementSibling;
  line.remove();
  (beside?.querySelector("[data-column=quantity]") ?? words).focus();
  figures.dispatchEvent(new Event("change", { bubbles: true }));
  reckon(0);
}
form.addEventListener("click", (event) => {
  const removed = event.target.closest("[data-remove-line]");
  const address = event.target.closest("[data-use-address]");
  if (removed) remove(removed.closest("[data-line]"));
  if (address) fill(form.elements.ship_to, address.dataset.label, form.elements.ship_to.value);
  if (removed || address) event.preventDefault();
});

// Enter in a line leads on to the next product, arrows to the same field of the line above or below.
form.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = event.target;
  if (event.key === "Enter" && field.matches("input:not([type=radio], [type=checkbox])")) {
    event.preventDefault();
    if (field.closest("[data-line]")) words.focus();
    return;
  }
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  if (!step || !field.dataset.column) return;
  const beside = field.closest("[data-line]")[step]?.querySelector(`[data-column=${field.dataset.column}]`);
  if (beside) {
    event.preventDefault();
    beside.focus();
    beside.select();
  } else if (step === "nextElementSibling") {
    event.preventDefault();
    words.focus();
  }
});

// The customer's first address and e-mail address are filled in where nobody has typed anything else.
let known = { ...form.querySelector("[data-customer]")?.dataset };
chooseCustomer(form);
form.addEventListener("htmx:afterSettle", () => {
  const chosen = form.querySelector("[data-customer]");
  if (!chosen) return;
  const { shipTo = "", email = "" } = chosen.dataset;
  if (shipTo === known.shipTo && email === known.email) return;
  fill(form.elements.ship_to, shipTo, known.shipTo);
  fill(form.elements.email, email, known.email);
  known = { shipTo, email };
});
