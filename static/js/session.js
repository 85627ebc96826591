// Warns two minutes before a session ends for want of use, and says so when it has ended.

import { token } from "./csrf.js";

const { session: address, signIn, idleLimit } = document.body.dataset;
const WARNING = 120;
const RETRY = 60;
let timer = 0;

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

function dialog(id, title, text, buttons) {
  const box = make("dialog", { id, className: "dialog" });
  const foot = make("div", { className: "dialog__foot" });
  foot.append(...buttons);
  box.append(make("h2", { id: `${id}-title`, textContent: title }), make("p", { id: `${id}-text`, textContent: text }), foot);
  box.setAttribute("role", "alertdialog");
  box.setAttribute("aria-labelledby", `${id}-title`);
  box.setAttribute("aria-describedby", `${id}-text`);
  document.body.append(box);
  return box;
}

function show(id, build) {
  const box = document.getElementById(id) ?? build();
  if (!box.open) box.showModal();
}

function close(id) {
  document.getElementById(id)?.close();
}

function ended() {
  clearTimeout(timer);
  close("session-warning");
  show("session-ended", () => {
    const link = make("a", { className: "button button--primary", textContent: "Sign in, in a new tab", href: signIn, target: "_blank", rel: "noopener" });
    const back = make("button", { className: "button", type: "button", textContent: "Back to the page" });
    back.addEventListener("click", () => close("session-ended"));
    return dialog("session-ended", "Your session has ended", "What you typed is still on this page. Sign in again, then send it.", [link, back]);
  });
}

function warn() {
  show("session-warning", () => {
    const stay = make("button", { className: "button button--primary", type: "button", textContent: "Stay signed in" });
    stay.addEventListener("click", () => ask("POST"));
    return dialog("session-warning", "Your session is about to end", "Nobody has used this page for a while. In two minutes you will be signed out.", [stay]);
  });
}

async function ask(method = "GET") {
  clearTimeout(timer);
  let next = RETRY;
  try {
    const headers = { "X-Background": "session", ...(method === "POST" && { "X-CSRFToken": token() }) };
    const answer = await fetch(address, { method, headers });
    if (!answer.ok || answer.redirected) return ended();
    const { seconds_left: left } = await answer.json();
    if (left <= 0) return ended();
    if (left <= WARNING) warn();
    else close("session-warning");
    next = Math.max(1, left <= WARNING ? left : left - WARNING);
  } catch {
    // No connection: nothing can be known now.
  }
  timer = setTimeout(ask, next * 1000);
}

document.addEventListener("session:ended", ended);
if (address) {
  timer = setTimeout(ask, Math.max(1, Number(idleLimit) - WARNING) * 1000);
  // A machine that slept kept no time.
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
}
