// A field that finds products by code or words: the server is asked, and one of its rows is picked.

import { combobox, marked, wordsOf } from "./combobox.js";
import { token } from "./csrf.js";

const PAUSE = 100;

export function productSearch(words, pick) {
  let asked = 0;
  async function find(text) {
    asked += 1;
    const mine = asked;
    if (!text.trim()) return { rows: [] };
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (mine !== asked) return null;
    const body = new FormData();
    body.set("product_words", text);
    body.set("zone", words.form.elements.zone.value);
    try {
      const answer = await fetch(words.dataset.products, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": token(words), "X-Background": "products" },
      });
      if (answer.status === 401) document.dispatchEvent(new CustomEvent("session:ended"));
      if (!answer.ok) return null;
      const holder = document.createElement("ul");
      holder.innerHTML = await answer.text();
      for (const each of holder.querySelectorAll("[data-mark]")) each.replaceChildren(...marked(each.textContent, wordsOf(text)));
      return { rows: [...holder.children] };
    } catch {
      return null; // No connection: the button below finds the product when there is one again.
    }
  }
  const label = words.form.querySelector(`label[for="${words.id}"]`);
  label.id = `${words.id}_label`;
  words.form.querySelector("[data-add-product]").name = "add_product";
  combobox(words, { id: words.id, labelledby: label.id, find, pick });
}
