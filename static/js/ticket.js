// A ticket's page that refreshes itself: asks every 15 seconds whether something happened, and draws what did.
// While somebody types or stands in a part, nothing moves: a button says that there is something new.

const EVERY = 15_000;
const script = document.querySelector("script[data-news]");
const button = document.querySelector("[data-live-show]");
let mark = script.dataset.mark;
let waiting = null; // what came while it was not shown

const parts = () => [...document.querySelectorAll("[data-live]")];
const typing = () => document.activeElement?.closest("form") || parts().some((part) => part.contains(document.activeElement));

function show() {
  if (!waiting) return;
  const fresh = document.createElement("div");
  fresh.innerHTML = waiting;
  for (const part of parts()) {
    const other = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (other && other.innerHTML !== part.innerHTML) part.replaceChildren(...other.childNodes);
  }
  waiting = null;
  button.hidden = true;
}

async function ask() {
  if (document.hidden) return;
  const answer = await fetch(script.dataset.news, {
    headers: { "If-None-Match": `"${mark}"` },
    cache: "no-store",
    redirect: "error",
  }).catch(() => null);
  if (answer?.status !== 200) return;
  mark = answer.headers.get("ETag").replaceAll(/^(W\/)?"|"$/g, "");
  waiting = await answer.text();
  if (typing()) button.hidden = false;
  else show();
}

button.addEventListener("click", () => {
  button.blur();
  show();
});
setInterval(ask, EVERY);
document.addEventListener("ticket:refresh", ask);
