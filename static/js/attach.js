// <form data-attach>: its files (chosen-files.js) are sent with a bar that moves, and stay chosen when something has
// to be mended. Without script it is a form with a file field.

import { chosen, draw, field, kept, say, take } from "./chosen-files.js";

// The server's page has the form with what is to be mended; the chosen files move over to it.
function redraw(form, page) {
  const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("[data-attach]");
  if (!fresh) return false;
  const input = field(form);
  field(fresh).replaceWith(input);
  form.replaceWith(fresh);
  listen(fresh);
  document.dispatchEvent(new CustomEvent("form:redrawn", { detail: fresh }));
  const files = kept.get(input) ?? [];
  const lines = [...chosen(fresh).children];
  draw(fresh, lines.length === files.length ? new Map(files.map((file, place) => [file, lines[place]])) : new Map());
  (fresh.querySelector("[data-errors]") ?? input).focus();
  return true;
}

function send(form, submitter) {
  const request = new XMLHttpRequest();
  const bar = form.querySelector("[data-sending]");
  request.open("POST", location.href);
  request.setRequestHeader("X-Background", "attach");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.querySelector("progress").value = event.loaded / event.total;
  });
  const over = () => {
    delete form.dataset.sent;
    bar.hidden = true;
    submitter?.classList.remove("button--busy");
  };
  const refuse = (words) => {
    form.dispatchEvent(new Event("unsent")); // what is typed is a draft again
    say(form, words);
  };
  request.addEventListener("error", () => {
    over();
    refuse("Not sent: no connection. Nothing was attached; try again.");
  });
  request.addEventListener("load", () => {
    if (request.status === 204) {
      location.assign(request.getResponseHeader("X-Location"));
      return;
    }
    over();
    if (request.status === 401) document.dispatchEvent(new CustomEvent("session:ended"));
    if (request.status === 401) refuse("");
    else if (request.status === 413) refuse(request.responseText);
    else if (!redraw(form, request.responseText)) refuse("Something went wrong here. Nothing was attached; try again.");
  });
  form.dataset.sent = "yes";
  bar.hidden = false;
  submitter?.classList.add("button--busy");
  say(form, "");
  request.send(new FormData(form, submitter));
}

function listen(form) {
  kept.set(field(form), kept.get(field(form)) ?? [...field(form).files]);
  form.querySelector("[data-with-script]").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.dataset.sent) send(form, event.submitter);
  });
}

const now = () => document.querySelector("[data-attach]");

listen(now());
take(now);
