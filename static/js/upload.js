// <form data-upload>: shows how far its files are sent, in [data-upload-progress] with a <progress> and
// [data-upload-words]. What the server finds wrong is put into the form, which keeps its files. Without script
// the browser sends the form as ever.

const EACH = 10; // per cent between two announcements: a reader of the screen must not drown in them

function size(bytes) {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let place = 0;
  for (; bytes >= 1000 && place < units.length - 1; place += 1) bytes /= 1000;
  return `${place && bytes < 100 ? bytes.toFixed(1) : Math.round(bytes)} ${units[place]}`;
}

function send(form) {
  const place = form.querySelector("[data-upload-progress]");
  const bar = place.querySelector("progress");
  const request = new XMLHttpRequest();
  let said = -EACH;
  place.hidden = false;
  bar.value = 0;
  say(form, "Sending the files.");

  request.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => {
    if (!lengthComputable) return;
    const percent = Math.floor((loaded / total) * 100);
    bar.value = percent;
    if (percent < said + EACH) return;
    said = percent - (percent % EACH);
    say(form, `${said} % of ${size(total)} sent.`);
  });
  request.upload.addEventListener("load", () => {
    bar.removeAttribute("value");
    say(form, "All of it is sent. The files are copied and their sums reckoned: this takes a moment.");
  });
  request.addEventListener("load", () => answered(form, request));
  request.addEventListener("error", () => failed(form, "The connection broke. Nothing is published."));
  request.open("POST", form.action);
  request.setRequestHeader("X-Background", "upload");
  request.send(new FormData(form));
}

function answered(form, request) {
  if (request.status === 200) {
    window.location.assign(JSON.parse(request.responseText).to);
  } else if (request.status === 422) {
    mend(form, request.responseText);
  } else if (request.status === 401) {
    document.dispatchEvent(new CustomEvent("session:ended"));
    failed(form, "Your session has ended. Nothing is published.");
  } else {
    failed(form, `The server did not take it (${request.status}). Nothing is published.`);
  }
}

// The form with what is to be mended takes the place of what was sent; the chosen files stay chosen.
function mend(form, page) {
  const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("form[data-upload]");
  const chosen = [...form.querySelectorAll("input[type=file]")].map((input) => [input.name, input.files]);
  form.replaceChildren(...fresh.childNodes);
  for (const [name, files] of chosen) form.elements[name].files = files;
  ready(form);
  form.querySelector("[data-errors]")?.focus();
}

function failed(form, words) {
  const place = form.querySelector("[data-upload-progress]");
  place.querySelector("progress").value = 0;
  say(form, `${words} Your files are still chosen: send them again.`);
  ready(form);
}

function say(form, words) {
  form.querySelector("[data-upload-words]").textContent = words;
}

function ready(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll(".button--busy")) button.classList.remove("button--busy");
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    send(form);
  });
}
