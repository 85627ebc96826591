// [data-files-beside]: the files of a form that has more than files. Wherever on the page they are dropped or
// pasted, they go along with it; the form is sent as any other, and the server keeps what came.

import { field, kept, say, take } from "./chosen-files.js";

const isPicture = (file) => file.type.startsWith("image/") || /\.(png|jpe?g|gif|webp|tiff?)$/i.test(file.name);
const place = document.querySelector("[data-files-beside]");
if (place) {
  const form = place.closest("form");
  kept.set(field(form), []);
  // The server keeps no picture that nobody looked at, and the browser would forget it: so it is asked for here.
  form.addEventListener(
    "submit",
    (event) => {
      const box = form.elements.confirmed;
      const unread = kept.get(field(form)).find(isPicture);
      if (!unread || box.checked || event.submitter?.formNoValidate) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      place.open = true;
      say(form, `The guard cannot read ${unread.name}. Look at it, and confirm.`);
      box.focus();
    },
    { capture: true },
  );
  for (const each of place.querySelectorAll("[data-with-script]")) each.hidden = false;
  take(
    () => form,
    () => {
      place.open = true;
    },
  );
}
