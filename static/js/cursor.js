// A cursor in a list, moved by single keys (shortcuts.js): buttons with [data-step] move it, [data-row-open] opens the
// row that has it, by its [data-row-link]. Each row has an id, so that rows that are drawn anew keep it.

export function cursor(list, rows) {
  let last = null; // the row that had the focus last: a key's own button takes the focus away

  // One row has the cursor, and is seen to have it: the one that every key means.
  function here() {
    const focused = rows().find((row) => row.contains(document.activeElement));
    if (focused && focused.id !== last) put(focused);
    return document.getElementById(last ?? "");
  }

  function put(row) {
    for (const each of rows()) each.classList.toggle("is-cursor", each === row);
    last = row.id;
  }

  function go(row) {
    if (!row) return;
    put(row);
    row.querySelector("[data-row-link]").focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = rows();
    const at = all.indexOf(here());
    go(all[Math.min(all.length - 1, Math.max(0, at + by))]);
  }

  list.addEventListener("focusin", here);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.step) step(Number(button.dataset.step));
    else if (button?.matches("[data-row-open]")) here()?.querySelector("[data-row-link]").click();
  });
  return { here, go };
}
