// [data-after-acting="T42"] in a form: says from which list the ticket was opened (came-from.js), for an agent who
// likes to go on there. Filters and numbers, no addresses: where that leads is the server's to say.

import { kept } from "./came-from.js";

const list = kept();

function words(address) {
  const { pathname, search } = new URL(address, location.origin + list.address);
  const [, plain] = /\/(desk|find)\/$/.exec(pathname) ?? [];
  return plain ?? (search.slice(1) || "state=unresolved");
}

for (const part of document.querySelectorAll("[data-after-acting]")) {
  const at = list?.tickets.findIndex(([each]) => each === part.dataset.afterActing) ?? -1;
  const say = (name, value) => (part.querySelector(`[name="${name}"]`).value = value);
  if (at >= 0) {
    say("list", words(list.address));
    say("list_after", list.tickets.slice(at + 1).map(([number]) => number).join(" "));
    say("list_next", list.next && words(list.next));
  }
}
