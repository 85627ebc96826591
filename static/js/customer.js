// A form in which a customer is chosen: matches come while somebody types (htmx), a new one begins with what
// nobody was found by, and choosing nobody clears what stands about somebody.

// Writes a text into a field, unless somebody has typed there since `earlier` was written.
export function fill(field, text, earlier = "") {
  if (field.value === "" || field.value === earlier) {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// An answer knows what was chosen when it was asked for: what somebody chooses while it is on its way stays chosen.
// Who is found is asked for by typing, similar tickets by the question itself, which says what it is about.
function keepChoices(form) {
  const chosen = new Map();
  const asked = { matches: 0, similar: 0 };
  let moments = 0;
  const since = (target, name) => (chosen.get(name)?.moment > asked[target] ? chosen.get(name) : null);
  // Whom or what somebody chose from an earlier answer is not swept away by a later one.
  const settled = () => since("matches", "about") || /^C/.test(since("matches", "customer")?.value);

  form.addEventListener("input", (event) => {
    moments += 1;
    if (event.target === form.elements.look_up) asked.matches = moments;
  });
  form.addEventListener("change", (event) => {
    const { type, name, value } = event.target;
    if (type === "radio") chosen.set(name, { value, moment: (moments += 1) });
  });
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target.id === "similar") asked.similar = moments += 1;
    if (event.detail.target.id === "matches" && settled()) event.preventDefault();
  });
  form.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig } = event.detail;
    if (target.id === "matches" && settled()) event.detail.shouldSwap = false;
    if (target.id === "chosen" && !requestConfig.elt.checked) event.detail.shouldSwap = false;
  });
  form.addEventListener("htmx:afterSwap", (event) => {
    for (const name of event.target.id in asked ? ["customer", "about"] : []) {
      const choice = since(event.target.id, name);
      const radio = choice && form.querySelector(`input[name="${name}"][value="${CSS.escape(choice.value)}"]`);
      if (!radio || radio.checked) continue;
      radio.checked = true;
      if (radio.dataset.clears) document.querySelector(radio.dataset.clears)?.replaceChildren();
    }
  });
}

export function chooseCustomer(form) {
  keepChoices(form);
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
