"""What the search over everything finds of tickets and customers (`uccms/web/search_sources.py`)."""

import re
import uuid
from itertools import product

from django.db.models import Q

from contacts.folding import digits
from contacts.matters import FORMS, key_of, spellings
from contacts.models import Customer, Matter, Ticket
from contacts.queries.customer_lookup import FEWEST_DIGITS, looking_up
from contacts.queries.search_words import sentence
from contacts.queries.text_search import matching
from uccms.audit import looks
from uccms.database.rounds import Rounds
from uccms.database.written_once import Question, Slot, WrittenOnce, question
from uccms.web.link_addresses import link_address
from uccms.web.search_sources import Hit, once

# With the mark that stands behind it in a sentence from which it was copied, too.
NUMBER = re.compile(r"(?:T ?|# ?)?(\d{1,15})[.,;:]?", re.ASCII | re.IGNORECASE)
# What people write before the number of a matter: "Serial No. 11/384,001", "US 11/384,001".
BEFORE_A_MATTER = re.compile(
    r"^(?:(?:u\.?s\.?|serial|appl(?:ication|n)?|pat(?:ent)?|pub(?:lication)?|reg(?:istration)?|trademark|docket"
    r"|number|nos?|nr)\b[.:]*\s*|#\s*)+",
    re.IGNORECASE,
)


def ticket_hits(user, typed: str, limit: int) -> Rounds[list[Hit]]:
    """Tickets by number, by matter, and by words in their texts, newest first."""
    if not user.has_perm("contacts.see_tickets"):
        return []
    number = NUMBER.fullmatch(typed)
    keys = [int(number[1])] if number else []
    exact = set(keys)
    if by_matter := _by_matter(user, typed, limit):
        [about] = yield [by_matter]
        keys += [each for each in about if each not in exact]
    found, texts = None, {}
    if not _is_customer(typed) and not keys_only(typed):
        found, matches = yield from matching(user, typed, limit)
        texts = {each.ticket: each for each in matches}
    keys += [each for each in texts if each not in keys]
    rows = yield from _shown(user, keys[: limit + 1])
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


def customer_hits(user, typed: str, limit: int) -> Rounds[list[Hit]]:
    """Customers by number, telephone, e-mail, name or company; who was shown is on the audit record."""
    if not user.has_perm("contacts.look_up_customer"):
        return []
    found = yield from once(looking_up, typed)
    if found.customers:
        numbers = [each.number for each in found.customers]
        yield [looks.looking_up(str(uuid.uuid4()), numbers, by=user)]
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
    return re.fullmatch(r"[CcSs] ?\d{1,15}", typed) is not None


def _known_by(customer: Customer) -> str:
    company = customer.company if customer.company != str(customer) else ""
    telephone = next((each.in_words for each in customer.telephones.all()), "")
    email = next((each.address for each in customer.email_addresses.all()), "")
    return " · ".join(filter(None, [company, telephone, email]))


def _by_matter(user, typed: str, limit: int) -> Question | None:
    """Tickets about an application, patent or docket of this number, whatever its kind, newest first."""
    if len(digits(typed)) < FEWEST_DIGITS - 1:
        return None
    keys = set()
    for kind, number in product(FORMS, {typed, BEFORE_A_MATTER.sub("", typed, count=1)}):
        try:
            keys |= set(spellings(kind, key_of(kind, number)))
        except ValueError:
            continue
    if not keys:
        return None
    visible = Ticket.objects.visible_to(user).filter(
        pk__in=Matter.objects.filter(key__in=keys).values("ticket")
    )
    return question(visible.order_by("-pk").values_list("pk", flat=True)[:limit])


def _shown(user, keys: list[int]) -> Rounds[dict[int, Ticket]]:
    """What a hit shows of those of these tickets that the person may see."""
    if not keys:
        return {}
    if user.is_first_tier:
        [rows] = yield [_rows.asking(keys=keys)]
        return {each.pk: each for each in rows}
    areas = [each.pk for each in user.areas]
    visible, rows = yield [_seen.asking(keys=keys, areas=areas, user=user.pk), _rows.asking(keys=keys)]
    return {each.pk: each for each in rows if each.pk in visible}


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
_seen = WrittenOnce(
    lambda: (
        Ticket.objects.filter(pk__among=Slot("keys"))
        .of(Slot("user"), Q(area__among=Slot("areas")))
        .values_list("pk", flat=True)
    )
)
