"""What the search over everything finds of tickets and customers (`uccms/web/search_sources.py`)."""

import re
import uuid

from contacts.folding import digits
from contacts.matters import FORMS, key_of
from contacts.models import Customer, Matter, Ticket
from contacts.queries.customer_lookup import FEWEST_DIGITS, look_up
from contacts.queries.search_words import sentence, words
from contacts.queries.text_search import matches
from uccms.audit import looks
from uccms.database.written_once import Slot, WrittenOnce
from uccms.web.link_addresses import link_address
from uccms.web.search_sources import Hit, once

NUMBER = re.compile(r"[Tt]?(\d{1,15})", re.ASCII)


def ticket_hits(user, typed: str, limit: int) -> list[Hit]:
    """Tickets by number, by matter, and by words in their texts, newest first."""
    if not user.has_perm("contacts.see_tickets"):
        return []
    number = NUMBER.fullmatch(typed)
    keys = [int(number[1])] if number else []
    exact = set(keys)
    keys += [each for each in _by_matter(user, typed, limit) if each not in exact]
    found = words(typed) if not _is_customer(typed) and not keys_only(typed) else None
    texts = {each.ticket: each for each in matches(user, found, limit)} if found else {}
    keys += [each for each in texts if each not in keys]
    rows = {each.pk: each for each in _rows(keys=_visible(user, keys[: limit + 1]))} if keys else {}
    return [
        Hit(
            row.number,
            link_address("contacts:ticket", (key,), None),
            row.heading,
            " · ".join(
                filter(
                    None,
                    [
                        row.merged_words.replace("m", "M", 1) or row.get_state_display(),
                        str(row.area),
                        str(row.customer or ""),
                    ],
                )
            ),
            sentence(texts[key].text, found) if found and key in texts else (),
            exact=key in exact,
        )
        for key, row in ((key, rows.get(key)) for key in keys)
        if row is not None
    ][:limit]


def customer_hits(user, typed: str, limit: int) -> list[Hit]:
    """Customers by number, telephone, e-mail, name or company; who was shown is on the audit record."""
    if not user.has_perm("contacts.look_up_customer"):
        return []
    found = once(look_up, typed)
    if found.customers:
        looks.looked_up(str(uuid.uuid4()), [each.number for each in found.customers], by=user)
    return [
        Hit(
            each.number,
            link_address("contacts:customer", (each.pk,), None),
            str(each),
            _known_by(each),
            exact=found.by == "number",
        )
        for each in found.customers[:limit]
    ]


def keys_only(typed: str) -> bool:
    """Whether it is a number or an address and no words: no text is read for it."""
    return "@" in typed or not any(sign.isalpha() for sign in typed) or NUMBER.fullmatch(typed) is not None


def _is_customer(typed: str) -> bool:
    return re.fullmatch(r"[CcSs]\d{1,15}", typed) is not None


def _known_by(customer: Customer) -> str:
    company = customer.company if customer.company != str(customer) else ""
    telephone = next((each.in_words for each in customer.telephones.all()), "")
    email = next((each.address for each in customer.email_addresses.all()), "")
    return " · ".join(filter(None, [company, telephone, email]))


def _by_matter(user, typed: str, limit: int) -> list[int]:
    """Tickets about an application, patent or docket of this number, whatever its kind, newest first."""
    if len(digits(typed)) < FEWEST_DIGITS - 1:
        return []
    keys = set()
    for kind in FORMS:
        try:
            keys.add(key_of(kind, typed))
        except ValueError:
            continue
    if not keys:
        return []
    visible = Ticket.objects.visible_to(user).filter(
        pk__in=Matter.objects.filter(key__in=keys).values("ticket")
    )
    return list(visible.order_by("-pk").values_list("pk", flat=True)[:limit])


def _visible(user, keys: list[int]) -> list[int]:
    if user.is_first_tier:
        return keys
    return list(Ticket.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


_rows = WrittenOnce(
    lambda: (
        Ticket.objects.filter(pk__among=Slot("keys"))
        .select_related("customer", "topic", "area")
        .only(
            "state",
            "subject",
            "merged_into",
            "customer__name",
            "customer__company",
            "topic__name",
            "area__name",
        )
    )
)
