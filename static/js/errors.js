// When a form came back with something to mend, the summary has the focus, so that it is read first.

document.querySelector("[data-errors]")?.focus();
