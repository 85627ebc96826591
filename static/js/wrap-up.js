// <section data-wrap-up>: counts the minutes after a call down, and answers its two buttons without leaving the page.
// The seconds are for the eye alone; that it is over is said once.

const strip = document.querySelector("[data-wrap-up]");
const said = strip?.querySelector("[data-wrap-up-said]");
const shown = strip?.querySelector("[data-wrap-up-shown]");
let ends = 0; // on this page's own clock: that of the computer may be wrong

function read() {
  const left = said.querySelector("[data-left]");
  ends = left ? performance.now() + Number(left.dataset.left) * 1000 : 0;
  strip.querySelector("[data-wrap-up-end]").hidden = !ends;
  show();
}

function show() {
  const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
  shown.textContent = ends && left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : "";
  if (ends && !left) end("Your wrap-up is over.");
}

function end(words) {
  ends = 0;
  said.textContent = words;
  const done = strip.querySelector("[data-wrap-up-end]");
  if (done.contains(document.activeElement)) said.focus();
  done.hidden = true;
}

async function send(form) {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { "X-Wrap-Up": "1" },
    redirect: "error",
  }).catch(() => null);
  if (answer?.status !== 200) {
    said.textContent = "This could not be sent. Nothing is lost by that.";
    return;
  }
  const text = (await answer.text()).trim();
  const fresh = document.createElement("template");
  fresh.innerHTML = text;
  if (fresh.content.querySelector("[data-left]")) {
    said.replaceChildren(fresh.content);
    read();
  } else {
    end(fresh.content.textContent);
    if (!form.hasAttribute("data-wrap-up-end")) form.hidden = true;
  }
}

if (strip) {
  strip.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target);
  });
  read();
  setInterval(show, 1000);
}
