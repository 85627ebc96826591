// A radio with data-shows="#id" shows those details when it is chosen, and hides them when another one is.

function bring(root) {
  for (const radio of root.querySelectorAll("input[data-shows]")) {
    const details = document.querySelector(radio.dataset.shows);
    if (details) details.hidden = !radio.checked;
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("input[type=radio]")) bring(event.target.form ?? document);
});
document.addEventListener("htmx:afterSwap", () => bring(document));
bring(document);
