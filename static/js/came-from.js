// The list that a ticket was opened from, so that its page leads back to the row, and on to the next one.
// Kept in this tab alone: addresses and numbers, and of a search its words (finding.js); signing out clears it.

const KEPT = "list";
const address = (link) => link?.getAttribute("href") ?? "";

export function remember(heading, links, more = {}) {
  const tickets = new Map(links.map((link) => [address(link).match(/T\d+/)[0], address(link)]));
  const list = {
    address: location.pathname + location.search,
    heading,
    tickets: [...tickets],
    before: address(document.querySelector("a[rel=prev]")),
    next: address(document.querySelector("a[rel=next]")),
    ...more,
  };
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(list));
  } catch {
    // A browser that keeps nothing has its own way back.
  }
}

export function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
}

function lead(link, ticket, page, list) {
  if (ticket) link.href = ticket[1];
  else if (page) link.href = new URL(page, new URL(list.address, location.href)).href;
  else link.hidden = true;
}

function show(part) {
  const list = kept();
  const number = part.dataset.cameFrom;
  const at = list?.tickets.findIndex(([each]) => each === number) ?? -1;
  if (at < 0) return;
  const find = (name) => part.querySelector(`[data-came="${name}"]`);
  find("back").href = `${list.address}#${number}`;
  find("heading").textContent = list.heading;
  lead(find("before"), list.tickets[at - 1], list.before, list);
  lead(find("next"), list.tickets[at + 1], list.next, list);
  part.hidden = false;
}

const part = document.querySelector("[data-came-from]");
if (part) show(part);
