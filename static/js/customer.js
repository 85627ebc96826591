// A form in which a customer is chosen: matches come while somebody types (htmx), a new one begins with what
// nobody was found by, and choosing nobody clears what stands about somebody.

// Writes a text into a field, unless somebody has typed there since `earlier` was written.
export function fill(field, text, earlier = "") {
  if (field.value === "" || field.value === earlier) {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function chooseCustomer(form) {
  let begun = { ...form.querySelector('input[name="customer"][value="new"]').dataset };

  // What the agent typed there stays.
  function beginNew() {
    const { telephone = "", email = "" } = form.querySelector('input[name="customer"][value="new"]').dataset;
    fill(form.elements.new_telephone, telephone, begun.telephone);
    fill(form.elements.new_email, email, begun.email);
    begun = { telephone, email };
  }
  form.addEventListener("htmx:afterSwap", (event) => event.target.id === "matches" && beginNew());
  form.addEventListener("change", (event) => {
    if (event.target.dataset.clears && event.target.checked) {
      document.querySelector(event.target.dataset.clears)?.replaceChildren();
    }
  });
}
