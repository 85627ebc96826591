// The contact screen: what a topic fills in, which ticket it is about, when the notice was read.

import { chooseCustomer, fill } from "./customer.js";

const form = document.querySelector("#contact");
const topic = form.elements.topic;
const description = form.elements.description;
const resolution = form.elements.resolution;
let filledIn = { description: "", resolution: "" };

function choose(name, value) {
  const radio = form.querySelector(`input[name="${name}"][value="${CSS.escape(value)}"]`);
  if (radio && !radio.checked) {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function sayWhereItGoes(chosen) {
  form.querySelector("[data-topic-hint]").textContent = chosen.description
    ? "Short answer filled in: Ctrl Enter saves it."
    : [chosen.path, chosen.hint && `Goes to ${chosen.hint}.`].filter(Boolean).join(". ");
}

// What this topic asks for stands where the number is written, and a row that is still empty takes its kind.
function ask(chosen) {
  const words = form.querySelector("[data-matter-words]");
  words.textContent = chosen.asking ?? words.dataset.otherwise;
  words.classList.toggle("muted", !chosen.asking);
  const missing = form.querySelector("[data-matter-missing]");
  missing.hidden = chosen.asks !== "needed";
  if (missing.hidden) form.elements.matter_missing.checked = false;
  form.querySelector("[data-company-asked]").hidden = chosen.asksCompany === undefined;
  const empty = [...form.querySelectorAll("[data-matter]")].find((row) => !row.querySelector("input").value);
  if (empty && chosen.matterKind) empty.querySelector("select").value = chosen.matterKind;
}

function topicChosen() {
  const chosen = topic.selectedOptions[0]?.dataset ?? {};
  sayWhereItGoes(chosen);
  ask(chosen);
  fill(description, chosen.description ?? "", filledIn.description);
  fill(resolution, chosen.resolution ?? "", filledIn.resolution);
  filledIn = { description: chosen.description ?? "", resolution: chosen.resolution ?? "" };
  if (chosen.description) {
    form.elements.code.value = chosen.code;
    choose("outcome", "resolved");
  }
  if (chosen.area && form.elements.area.querySelector(`option[value="${CSS.escape(chosen.area)}"]`)) {
    form.elements.area.value = chosen.area;
  }
}

// The office's hour, wherever the browser is.
function hourOf(moment) {
  const timeZone = document.body.dataset.zone;
  const text = moment.toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit", timeZone });
  return text.replace(/AM/, "a.m.").replace(/PM/, "p.m.");
}

function noticeRead(box) {
  const words = form.querySelector("[data-notice-words]");
  if (box.checked) {
    const now = new Date();
    box.value = now.toISOString();
    words.textContent = `Read at ${hourOf(now)}`;
  } else {
    words.textContent = "I have read it";
  }
}

function addMatter(button) {
  const row = button.closest("[data-matter]");
  const copy = row.cloneNode(true);
  const count = form.querySelectorAll("[data-matter]").length + 1;
  for (const each of copy.querySelectorAll("[id]")) {
    copy.querySelector(`[for="${each.id}"]`)?.setAttribute("for", each.id.replace(/\d+$/, count));
    each.id = each.id.replace(/\d+$/, count);
  }
  const number = copy.querySelector("input");
  number.value = "";
  number.removeAttribute("data-alt");
  copy.querySelector("select").value = row.querySelector("select").value;
  button.remove();
  row.after(copy);
  number.focus();
}

// “As the ticket is” has a meaning only where a ticket was chosen.
function offerAsTheTicketIs() {
  const about = [...form.querySelectorAll('[name="about"]')];
  const chosen = about.some((each) => each.value && (each.checked || each.type === "hidden"));
  const asItIs = form.querySelector('input[name="owner"][value="as_is"]');
  asItIs.closest("label").hidden = !chosen;
  if (asItIs.checked && !chosen) choose("owner", "mine");
}

// Which tickets are similar depends on who calls, too; nothing is asked while no number is written.
let caller = form.elements.customer?.value;
function askForSimilar() {
  const chosen = form.elements.customer?.value;
  if (chosen === caller) return;
  caller = chosen;
  const written = [...form.querySelectorAll('[name="matter_number"]')].some((each) => each.value);
  if (written) form.querySelector("#id_matters").dispatchEvent(new CustomEvent("ask-again"));
}

chooseCustomer(form);
offerAsTheTicketIs();
form.addEventListener("htmx:afterSettle", () => {
  offerAsTheTicketIs();
  askForSimilar();
});
if (topic.value) {
  // The page came back with a topic: what it had filled in gives way to the next one's.
  const { description = "", resolution = "" } = topic.selectedOptions[0].dataset;
  filledIn = { description, resolution };
  if (!description || description === form.elements.description.value) sayWhereItGoes(topic.selectedOptions[0].dataset);
}
form.addEventListener("change", (event) => {
  if (event.target === topic) topicChosen();
  if (event.target.name === "about" && event.target.value) choose("owner", "as_is");
  offerAsTheTicketIs();
  if (event.target.name === "customer") askForSimilar();
  if (event.target.matches("[data-notice]")) noticeRead(event.target);
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-matter]");
  if (button) {
    event.preventDefault();
    addMatter(button);
  }
});
