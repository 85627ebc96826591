// <p data-here="address" data-page="id">: says that one has the ticket open, and shows who else has.
// data-here-writes: a form of its own, where being there at all is the beginning of writing.

import { token } from "./csrf.js";

const EVERY = 15_000;
const SAID_FOR = 40_000; // then it is said again; in between the page only asks
const STILL_WRITING = 120_000; // after the last key
const shown = document.querySelector("[data-here]");
let typedAt = shown?.hasAttribute("data-here-writes") ? Date.now() : 0;
let said = { at: 0, writing: false };
let tag = "";
let gone = false; // it said so, and says it once
let closed = false; // a page that closes is hidden after that: it is not here again
let over = false; // nobody is told anything any more

const writing = () => Date.now() - typedAt < STILL_WRITING;

function send(address, options) {
  const headers = { "X-Background": "here", ...options.headers };
  return fetch(address, { cache: "no-store", redirect: "error", ...options, headers }).catch(() => null);
}

function say(address, more) {
  const body = new URLSearchParams({ page: shown.dataset.page, ...more });
  return send(address, { method: "POST", keepalive: true, body, headers: { "X-CSRFToken": token() } });
}

function show(text) {
  const fresh = document.createElement("div");
  fresh.innerHTML = text.trim();
  if (fresh.textContent !== shown.textContent) shown.replaceChildren(...fresh.childNodes); // read out once, not every time
}

async function ask() {
  // Who looks elsewhere is not here, unless they are in the middle of a sentence.
  if (over || closed || (document.hidden && !writing())) return;
  const now = { at: Date.now(), writing: writing() };
  gone = false;
  let answer;
  if (now.at - said.at >= SAID_FOR || now.writing !== said.writing) {
    said = now;
    answer = await say(shown.dataset.here, now.writing ? { writing: 1 } : {});
    if (answer?.status !== 200) said.at = 0;
  } else {
    answer = await send(shown.dataset.here, { headers: tag ? { "If-None-Match": tag } : {} });
  }
  if (answer?.status === 304) return;
  if (answer?.status === 200) {
    tag = answer.headers.get("ETag").replace(/^W\//, "");
    show(await answer.text());
    return;
  }
  // Who may see the ticket no longer, or is signed out, sees no names either; without a connection nobody knows.
  tag = "";
  show("");
  over = answer?.status >= 400 && answer.status < 500;
}

function leave() {
  if (over || gone) return;
  gone = true;
  said.at = 0;
  say(`${shown.dataset.here}left/`);
}

if (shown) {
  document.querySelector("main").addEventListener("input", () => {
    const began = !writing();
    typedAt = Date.now();
    if (began) ask();
  });
  document.addEventListener("visibilitychange", () => (document.hidden && !typedAt ? leave() : ask()));
  window.addEventListener("pagehide", () => {
    leave();
    closed = true;
  });
  window.addEventListener("pageshow", (event) => {
    closed = false;
    if (event.persisted) ask();
  });
  document.addEventListener("here:refresh", ask);
  setInterval(ask, EVERY);
  ask();
}
