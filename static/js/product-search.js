// A field that finds products by code or words: the server is asked, and one of its rows is picked.

import { whileTyping } from "./ask-while-typing.js";
import { combobox, marked, wordsOf } from "./combobox.js";

export function productSearch(words, pick) {
  const ask = whileTyping(words, "products");
  async function find(text) {
    if (!text.trim()) return { rows: [] };
    // Without a connection the button below finds the product when there is one again.
    const answer = await ask(words.dataset.products, { product_words: text, zone: words.form.elements.zone.value });
    if (answer === null) return null;
    const holder = document.createElement("ul");
    holder.innerHTML = answer;
    for (const each of holder.querySelectorAll("[data-mark]")) each.replaceChildren(...marked(each.textContent, wordsOf(text)));
    return { rows: [...holder.children] };
  }
  const label = words.form.querySelector(`label[for="${words.id}"]`);
  label.id = `${words.id}_label`;
  words.form.querySelector("[data-add-product]").name = "add_product";
  combobox(words, { id: words.id, labelledby: label.id, find, pick });
}
