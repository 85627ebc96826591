// <p data-here="address">: says every 15 seconds that one has the ticket open, and shows who else has.
// data-here-writes: a form of its own, where being there at all is the beginning of writing.

const EVERY = 15_000;
const STILL_WRITING = 120_000; // after the last key
const said = document.querySelector("[data-here]");
let typedAt = said?.hasAttribute("data-here-writes") ? Date.now() : 0;

const writing = () => Date.now() - typedAt < STILL_WRITING;

function tell(what, options) {
  const address = what ? `${said.dataset.here}?${what}` : said.dataset.here;
  return fetch(address, { cache: "no-store", redirect: "error", ...options }).catch(() => null);
}

async function ask() {
  // Who looks elsewhere is not here, unless they are in the middle of a sentence.
  if (document.hidden && !writing()) return;
  const answer = await tell(writing() ? "writing=1" : "");
  if (answer?.status !== 200) return;
  const text = (await answer.text()).trim();
  const fresh = document.createElement("div");
  fresh.innerHTML = text;
  if (fresh.textContent !== said.textContent) said.replaceChildren(...fresh.childNodes); // read out once, not every time
}

function leave() {
  tell("left=1", { keepalive: true });
}

if (said) {
  document.querySelector("main").addEventListener("input", () => {
    const began = !writing();
    typedAt = Date.now();
    if (began) ask();
  });
  document.addEventListener("visibilitychange", () => (document.hidden && !writing() ? leave() : ask()));
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => event.persisted && ask());
  document.addEventListener("here:refresh", ask);
  setInterval(ask, EVERY);
  ask();
}
