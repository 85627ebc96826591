// [data-files-beside]: the files of a form that has more than files. Wherever on the page they are dropped or
// pasted, they go along with it; the form is sent as any other, and the server keeps what came.

import { field, kept, take } from "./chosen-files.js";

const place = document.querySelector("[data-files-beside]");
if (place) {
  const form = place.closest("form");
  kept.set(field(form), []);
  for (const each of place.querySelectorAll("[data-with-script]")) each.hidden = false;
  take(
    () => form,
    () => {
      place.open = true;
    },
  );
}
