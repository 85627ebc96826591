// Warns two minutes before a session ends for want of use, and says so when it has ended.

import { token } from "./csrf.js";

const address = document.body.dataset.session;
const WARNING = 120;

function dialog(id, title, text, buttons) {
  let box = document.getElementById(id);
  if (box) return box;
  box = Object.assign(document.createElement("dialog"), { id, className: "dialog" });
  box.setAttribute("role", "alertdialog");
  box.setAttribute("aria-labelledby", `${id}-title`);
  box.append(
    Object.assign(document.createElement("h2"), { id: `${id}-title`, textContent: title }),
    Object.assign(document.createElement("p"), { textContent: text }),
    Object.assign(document.createElement("div"), { className: "dialog__foot" }),
  );
  box.lastChild.append(...buttons);
  document.body.append(box);
  return box;
}

function ended() {
  const link = Object.assign(document.createElement("a"), { className: "button button--primary", textContent: "Sign in, in a new tab", href: document.body.dataset.signIn, target: "_blank", rel: "noopener" });
  const back = Object.assign(document.createElement("button"), { className: "button", type: "button", textContent: "Back to the page" });
  const box = dialog("session-ended", "Your session has ended", "What you typed is still on this page. Sign in again, then send it.", [link, back]);
  back.onclick = () => box.close();
  if (!box.open) box.showModal();
}

function warn() {
  const stay = Object.assign(document.createElement("button"), { className: "button button--primary", type: "button", textContent: "Stay signed in" });
  const box = dialog("session-warning", "Your session is about to end", "You have not used the page for a while. In two minutes you will be signed out.", [stay]);
  stay.onclick = async () => {
    const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token(), "X-Background": "session" } });
    box.close();
    if (answer.ok) ask();
    else ended();
  };
  if (!box.open) box.showModal();
}

async function ask() {
  try {
    const answer = await fetch(address, { headers: { "X-Background": "session" } });
    if (!answer.ok || answer.redirected) return ended();
    const { seconds_left: left } = await answer.json();
    if (left <= 0) return ended();
    if (left <= WARNING) warn();
    else document.getElementById("session-warning")?.close();
    setTimeout(ask, Math.max(5, left <= WARNING ? left : left - WARNING) * 1000);
  } catch {
    setTimeout(ask, 60_000);
  }
}

document.addEventListener("session:ended", ended);
if (address) setTimeout(ask, Math.max(5, Number(document.body.dataset.idleLimit) - WARNING) * 1000);
