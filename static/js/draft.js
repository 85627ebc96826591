// <form data-draft="address">: keeps what was typed on the server, within three seconds of typing.
// [data-draft-status] says when. What a form holds may be of any age when a save fails: it is tried again.

import { drawing } from "./icons.js";

const PAUSE = 1200;
const MOST = 2800;
const RETRY = 5000;

function keep(form) {
  const status = form.querySelector("[data-draft-status]") ?? document.querySelector("[data-draft-status]");
  let timer = 0;
  let since = 0;
  let changed = false;
  let sent = false;
  let running = false;

  async function save({ leaving = false } = {}) {
    clearTimeout(timer);
    timer = 0;
    if (!changed || sent || running) return;
    changed = false;
    since = 0;
    running = true;
    let again = 0;
    const body = new FormData(form);
    for (const input of form.querySelectorAll("input[type=file]")) body.delete(input.name);
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body,
        headers: { "X-Background": "draft" },
        keepalive: leaving,
      });
      if (answer.status === 401) {
        document.dispatchEvent(new CustomEvent("session:ended"));
        say("alert", "Not saved: your session has ended.");
      } else if (answer.status >= 500) {
        throw new Error(String(answer.status));
      } else if (answer.ok) {
        const { saved_at: at } = await answer.json();
        if (at) say("check", `Draft saved ${at}`);
      } else {
        say("alert", "Not saved: this form cannot be kept as a draft.");
      }
    } catch {
      changed = true;
      again = RETRY;
      say("alert", "Not saved: no connection. Trying again.");
    } finally {
      running = false;
    }
    if (again) timer = setTimeout(save, again);
    else if (changed) plan();
  }
  function say(icon, words) {
    status?.replaceChildren(drawing(icon), ` ${words}`);
  }
  function plan() {
    clearTimeout(timer);
    const now = Date.now();
    since ||= now;
    timer = setTimeout(save, Math.max(0, Math.min(PAUSE, since + MOST - now)));
  }
  function touched(event) {
    if (event.target.name === "look_up" || event.target.closest?.("[data-no-draft]")) return;
    changed = true;
    plan();
  }
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("focusout", () => save());
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save({ leaving: true }));
  window.addEventListener("pageshow", () => {
    sent = false;
  });
}

for (const form of document.querySelectorAll("form[data-draft]")) keep(form);
