// <form data-draft="address">: keeps what was typed on the server, within three seconds of typing.

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
    if (!changed || sent || running) return;
    changed = false;
    since = 0;
    running = true;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Background": "draft" },
        keepalive: leaving,
      });
      if (answer.status === 401) {
        document.dispatchEvent(new CustomEvent("session:ended"));
        say("Not saved: your session has ended.");
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const { saved_at: at } = await answer.json();
      if (at) say(`Draft saved ${at}`);
    } catch {
      changed = true;
      say("Not saved: no connection. Trying again.");
      timer = setTimeout(save, RETRY);
    } finally {
      running = false;
      if (changed && !timer) plan();
    }
  }
  function say(words) {
    if (status) status.textContent = words;
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
