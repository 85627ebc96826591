// <form data-draft="address">: keeps what was typed on the server, within three seconds of typing.
// [data-draft-status] says when. What a form holds may be of any age when a save fails: it is tried again.
// [data-draft-discard], a button of another form, throws away what was kept.

import { drawing } from "./icons.js";

const PAUSE = 1200;
const MOST = 2800;
const RETRY = 5000;
const OUTLIVES = 50_000; // bytes that a browser goes on sending when the page is left; it takes 64 kB in all

function typedIn(form) {
  const body = new FormData(form);
  for (const input of form.querySelectorAll("input[type=file]")) body.delete(input.name);
  return body;
}

function keep(form) {
  const status = form.querySelector("[data-draft-status]") ?? document.querySelector("[data-draft-status]");
  const button = form.querySelector("[data-draft-discard]");
  let timer = 0;
  let since = 0;
  let changed = false;
  let sent = false;
  let running = null; // the save that is under way
  let apart = ""; // why this is another draft than the one that the page was opened with

  async function send(body, leaving) {
    let again = 0;
    try {
      const small = new Blob([...body.values()]).size < OUTLIVES;
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body,
        headers: { "X-Background": "draft" },
        keepalive: leaving || small,
      });
      if (answer.status === 401) {
        document.dispatchEvent(new CustomEvent("session:ended"));
        refuse("Not saved: your session has ended.");
      } else if (answer.status >= 500) {
        throw new Error(String(answer.status));
      } else if (answer.ok) {
        kept(await answer.json());
      } else {
        refuse("Not saved: this form cannot be kept as a draft.");
      }
    } catch {
      changed = true;
      again = RETRY;
      refuse("Not saved: no connection. Trying again.");
    } finally {
      running = null;
    }
    if (again) timer = setTimeout(save, again);
    else if (changed) plan();
  }
  function save({ leaving = false } = {}) {
    clearTimeout(timer);
    timer = 0;
    if (!changed || sent || running) return;
    changed = false;
    since = 0;
    running = send(typedIn(form), leaving);
  }
  function kept({ saved_at: at, sent: gone, submission_id: id, discard }) {
    const own = form.elements.submission_id;
    if (gone && sent) return; // by this page itself
    if (id && id !== own.value) {
      own.value = id;
      apart = gone ? ". What was sent from another window stays as it is" : " beside the one of another window";
    }
    if (gone) changed = true;
    if (!changed) delete form.dataset.typed;
    if (button && discard) button.form.action = discard;
    if (button) button.hidden = !at;
    if (at) say("check", `Draft saved ${at}${apart}`);
    else status?.replaceChildren();
  }
  function refuse(words) {
    form.dataset.typed = "yes"; // before the page is left, the browser asks (unsaved.js)
    say("alert", words);
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
  function stop() {
    sent = true;
    clearTimeout(timer);
  }
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("focusout", () => save());
  form.addEventListener("submit", stop);
  form.addEventListener("unsent", () => {
    sent = false;
  });
  button?.form.addEventListener("submit", async (event) => {
    stop();
    if (!running) return;
    event.preventDefault(); // a save that comes after it would bring the draft back
    await running;
    event.target.submit();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save({ leaving: true }));
  window.addEventListener("pageshow", () => {
    sent = false;
  });
}

for (const form of document.querySelectorAll("form[data-draft]")) keep(form);
document.addEventListener("form:redrawn", (event) => event.detail.matches("[data-draft]") && keep(event.detail));
