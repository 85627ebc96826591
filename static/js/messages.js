// A message stays until it is closed or the next page.

document.addEventListener("click", (event) => {
  event.target.closest("[data-close]")?.closest("[data-closable]")?.remove();
});
for (const button of document.querySelectorAll("[data-close]")) button.hidden = false;
