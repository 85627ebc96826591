// <form data-unsaved>: a text that is typed and kept nowhere is not lost by a slip; the browser asks first.
// Of a form that keeps a draft, draft.js says when it is not kept.

const forms = [...document.querySelectorAll("form[data-unsaved]")];

for (const form of forms) {
  if (form.matches("[data-draft]")) continue;
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea")) form.dataset.typed = "yes";
  });
}
window.addEventListener("beforeunload", (event) => {
  if (forms.some((form) => form.dataset.typed && !form.dataset.sent)) event.preventDefault();
});
