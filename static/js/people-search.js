// Asks the server for the people of a list that holds only some of them (`select data-people="address"`).

import { token } from "./csrf.js";

const PAUSE = 100;

// Gives the options whose names begin with what is typed; null when something else was typed meanwhile, or
// when there is no connection.
export function peopleSearch(select) {
  let asked = 0;
  return async function ask(text) {
    asked += 1;
    const mine = asked;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (mine !== asked) return null;
    const body = new FormData();
    body.set("named", text);
    try {
      const answer = await fetch(select.dataset.people, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": token(select), "X-Background": "people" },
      });
      if (answer.status === 401) document.dispatchEvent(new CustomEvent("session:ended"));
      if (!answer.ok) return null;
      const holder = document.createElement("select");
      holder.innerHTML = await answer.text();
      return [...holder.options];
    } catch {
      return null;
    }
  };
}
