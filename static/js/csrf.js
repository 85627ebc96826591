// Every request that a script makes carries the token of the form it belongs to, or of the page.

export function token(element) {
  const form = element?.closest?.("form");
  const field = form?.elements.csrfmiddlewaretoken ?? document.querySelector("input[name=csrfmiddlewaretoken]");
  return field?.value ?? document.querySelector("meta[name=csrf-token]")?.content ?? "";
}

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token(event.detail.elt);
});

// A piece of a page that is asked for after the session ended is not put anywhere: the page says so.
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401) document.dispatchEvent(new CustomEvent("session:ended"));
});
