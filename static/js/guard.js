// A field with data-guard is looked over by the server while it is typed; what was found stands below it.
// “Remove it” cuts the text out here, so that the browser can undo it; a statement goes along in the form.

import { token } from "./csrf.js";

const PAUSE = 500;

async function check(field) {
  const form = field.form;
  const panel = document.querySelector(field.dataset.guard);
  const body = new FormData();
  body.set("checked_field", field.name);
  body.set(field.name, field.value);
  if (field.dataset.guardKind) body.set("kind_of_field", field.dataset.guardKind);
  body.set("submission_id", form.elements.submission_id.value);
  for (const each of form.querySelectorAll("input[name=stated]")) body.append("stated", each.value);
  const asked = field.value;
  try {
    const answer = await fetch(field.dataset.guardAddress, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token(field), "X-Background": "guard" },
    });
    if (!answer.ok || field.value !== asked) return;
    panel.innerHTML = await answer.text();
    const found = Boolean(panel.querySelector(".finding"));
    field.closest(".field").classList.toggle("field--bad", found);
    if (found) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  } catch {
    // No connection: the server looks the text over when the form is sent.
  }
}

// Offsets count code points, as the server does; the browser's strings count in other units.
function cut(field, start, end) {
  const signs = [...field.value];
  if (signs[start - 1] === " " && (signs[end] === " " || end === signs.length)) start -= 1;
  const before = signs.slice(0, start).join("").length;
  const after = signs.slice(0, end).join("").length;
  field.focus();
  field.setSelectionRange(before, after);
  if (!document.execCommand("insertText", false, "")) field.setRangeText("");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  check(field);
}

const timers = new WeakMap();
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.dataset?.guard) return;
  clearTimeout(timers.get(field));
  timers.set(field, setTimeout(check, PAUSE, field));
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove-finding], [data-state-finding]");
  const field = button && document.getElementById(button.dataset.field);
  if (!field) return;
  event.preventDefault();
  if (button.dataset.removeFinding) {
    cut(field, ...button.dataset.removeFinding.split(",").map(Number));
    return;
  }
  const label = button.parentElement.querySelector("select").value;
  const stated = Object.assign(document.createElement("input"), { type: "hidden", name: "stated", value: `${button.value}:${label}` });
  field.form.append(stated);
  field.focus();
  field.dispatchEvent(new Event("change", { bubbles: true }));
  check(field);
});
