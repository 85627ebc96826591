// What was found is found again by Back, by a reload, and by B on a ticket, with the cursor on the hit that was opened.
// The words stand in no address. The browser kept what was posted with this step of its history, and would ask whether
// to post it again; here the words alone are kept with it, for whoever typed them, and asked for by the script.

import { kept, remember } from "./came-from.js";
import { cursor } from "./cursor.js";

const main = document.querySelector("#main");
const form = () => main.querySelector("form[data-find]");
const box = () => form().elements.find;
const person = () => form().elements.person.value.split(":")[0]; // without its time and signature
const rows = () => [...main.querySelectorAll("[data-hit]")];
const { go } = cursor(main, rows);

function keep(hit) {
  history.replaceState({ find: box().defaultValue, person: person(), hit }, "", location.pathname);
}

// What this step of the history showed, or the list that a ticket leads back to.
function earlier() {
  const hit = location.hash.slice(1);
  const list = kept();
  const shown = history.state ?? (list?.tickets.some(([number]) => number === hit) ? { ...list, hit } : null);
  return shown?.find && shown.person === person() ? shown : null;
}

async function again({ find, hit }) {
  box().value = find;
  const answer = await fetch(location.pathname, { method: "POST", body: new FormData(form()) }).catch(() => null);
  if (answer?.status === 401) document.dispatchEvent(new CustomEvent("session:ended"));
  if (answer?.redirected) return location.replace(answer.url);
  const fresh = new DOMParser().parseFromString((await answer?.text()) ?? "", "text/html").querySelector("[data-found]");
  // Without an answer the words wait in the box; and nobody's typing is taken away.
  if (!fresh || box().value !== find) return;
  main.querySelector("[data-found]").replaceWith(fresh); // messages above it stay
  keep(hit);
  go(document.getElementById(hit ?? "") ?? rows()[0]);
}

main.addEventListener("click", (event) => {
  const link = event.target.closest("[data-row-link]");
  if (!link) return;
  const hit = link.closest("[data-hit]").id;
  keep(hit);
  const links = [...main.querySelectorAll("[data-row-link]")].filter((each) => each.closest("[data-hit]").id.startsWith("T"));
  if (links.includes(link)) remember("Find", links, { find: box().defaultValue, person: person() });
});

if (box().defaultValue) {
  keep();
  go(rows()[0]);
} else {
  const shown = earlier();
  if (shown) again(shown);
}
