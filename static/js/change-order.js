// The form that changes an order: a product that is found becomes a line at once.

import { productSearch } from "./product-search.js";

const words = document.querySelector("#id_product_words");
const addButton = words.form.querySelector("[data-add-line]");

productSearch(words, (row) => {
  words.form.querySelector("[data-add-product]").value = row.dataset.value;
  addButton.click();
});
addButton.hidden = true;
words.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
