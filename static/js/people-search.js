// Asks the server for the people of a list that holds only some of them (`select data-people="address"`).

import { whileTyping } from "./ask-while-typing.js";

// Gives the options whose names begin with what is typed; null when there is no answer to it.
export function peopleSearch(select) {
  const ask = whileTyping(select, "people");
  return async function find(text) {
    const answer = await ask(select.dataset.people, { named: text });
    if (answer === null) return null;
    const holder = document.createElement("select");
    holder.innerHTML = answer;
    return [...holder.options];
  };
}
