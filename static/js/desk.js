// The desk asks every 30 seconds whether something came, went or fell due. Nothing moves: a button says so.

import { remember } from "./came-from.js";

const EVERY = 30_000;
const button = document.querySelector("[data-desk-news]");

async function ask() {
  if (document.hidden || !button.hidden) return;
  const answer = await fetch(button.dataset.deskNews, {
    headers: { "If-None-Match": `"${button.dataset.mark}"` },
    cache: "no-store",
    redirect: "error",
  }).catch(() => null);
  if (answer?.status === 204) button.hidden = false;
}

button.addEventListener("click", () => location.reload());
document.addEventListener("visibilitychange", ask);
document.addEventListener("desk:refresh", ask);
setInterval(ask, EVERY);

for (const list of document.querySelectorAll("[data-desk-list]")) {
  const links = [...list.querySelectorAll("a.strong")];
  list.addEventListener("click", (event) => links.includes(event.target.closest("a")) && remember("My desk", links));
}
