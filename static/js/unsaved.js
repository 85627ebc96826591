// <form data-unsaved>: a text that is typed and kept nowhere yet is not lost by a slip; the browser asks first.

const forms = [...document.querySelectorAll("form[data-unsaved]")];

for (const form of forms) {
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea")) form.dataset.typed = "yes";
  });
}
window.addEventListener("beforeunload", (event) => {
  if (forms.some((form) => form.dataset.typed && !form.dataset.sent)) event.preventDefault();
});
