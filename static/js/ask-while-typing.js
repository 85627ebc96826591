// Asks the server what it finds for a text that is still being typed.

import { token } from "./csrf.js";

const PAUSE = 100;

// `ask(address, fields)` gives the HTML of the answer; null when something else was typed meanwhile, or when there is
// no connection. `purpose` says to the server that no person asks, `element` is of the form whose token is sent along.
export function whileTyping(element, purpose) {
  let asked = 0;
  return async function ask(address, fields) {
    asked += 1;
    const mine = asked;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (mine !== asked) return null;
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    try {
      const answer = await fetch(address, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": token(element), "X-Background": purpose },
      });
      if (answer.status === 401) document.dispatchEvent(new CustomEvent("session:ended"));
      return answer.ok ? await answer.text() : null;
    } catch {
      return null;
    }
  };
}
