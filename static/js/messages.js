// A message stays until it is closed or the next page.

document.addEventListener("click", (event) => {
  const message = event.target.closest("[data-close]")?.closest("[data-closable]");
  if (!message) return;
  message.remove();
  // The focus was on what is gone; the next Tab goes on from the content.
  document.querySelector("#main").focus({ preventScroll: true });
});
for (const button of document.querySelectorAll("[data-close]")) button.hidden = false;
