"""Find a customer while somebody types: number, telephone, e-mail, name or company; the ten best.

Each way is one index range that stops at ten, so that a million customers cost what ten thousand do.
"""

# ruff: noqa: S608  only limits, a number of probes and HIDDEN are put into a statement, nothing that was typed

import re
from dataclasses import dataclass

import phonenumbers
from django.conf import settings
from django.db.models.functions import Coalesce

from contacts.folding import digits, folded_email, is_mistyped, words
from contacts.models import Customer, EmailAddress, Telephone
from contacts.queries.search_words import QUOTATION_MARKS
from uccms.database.rounds import Rounds, alone
from uccms.database.written_once import Question, Slot, WrittenOnce, keys_of, question
from uccms.folding import folded

MOST = 10
FEWEST_DIGITS = 4
COUNTED = 1000  # bearers of a word; one with more is common
FEW = 20  # words that are asked for one by one; of more, a join is cheaper
# What was typed, hidden from the planner: to it, a plan that knows no value would seem dearer than one for
# each, which it would go on making. For the same reason limits stand in the statements.
HIDDEN = "(SELECT %s::text)"


@dataclass(frozen=True)
class Found:
    """What a look-up found: the customers, best first, and by number, telephone, email, name or nothing."""

    customers: list[Customer]
    by: str
    telephone: phonenumbers.PhoneNumber | None = None
    email: str = ""


def look_up(typed: str) -> Found:
    """The ten best customers for what was typed."""
    return alone(looking_up(typed))


def looking_up(typed: str) -> Rounds[Found]:
    """The same, in rounds."""
    typed = " ".join(typed.replace("\x00", "").split())[:200]
    if not typed:
        return Found([], "nothing")
    number = typed.upper().removeprefix("C").lstrip()
    if typed[:1] in "cC" and number.isascii() and number.isdigit() and len(number) < 19:
        return Found((yield from _customers([_by_number(int(number))])), "number")
    if "@" in typed:
        return Found((yield from _customers([_by_email(typed)])), "email", email=typed)
    numeric = digits(typed)
    letters = sum(sign.isalpha() for sign in typed.lower().partition("ext")[0].partition("x")[0])
    if len(numeric) >= FEWEST_DIGITS and letters == 0:
        telephone = parsed(typed)
        found = yield from _customers(_by_telephone(numeric, telephone))
        return Found(found, "telephone", telephone=telephone)
    keys = yield from _by_name(typed)
    return Found((yield from _standing_ones(keys)), "name")


def parsed(typed: str) -> phonenumbers.PhoneNumber | None:
    """The telephone number that was typed, in any formatting, or None."""
    typed = re.sub(r"^\s*00(?=[\s\d])", "+", typed)  # as + is dialled in most countries; 011 is known
    try:
        number = phonenumbers.parse(typed, settings.PHONENUMBER_DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def _customers(ways: list[Question]) -> Rounds[list[Customer]]:
    """Those whom the first of these ways finds that finds any."""
    found = yield ways
    return (yield from _standing_ones(next(filter(None, found), [])[:MOST]))


def _standing_ones(ids: list[int]) -> Rounds[list[Customer]]:
    """Those of these customers who stand, in this order, with what a row shows of them."""
    if not ids:
        return []
    found, addresses, telephones = yield [
        each.asking(customers=ids) for each in (_standing, _addresses, _telephones)
    ]
    by_id = {each.pk: each for each in found}
    for each in found:
        each._prefetched_objects_cache = {
            "email_addresses": [one for one in addresses if one.customer_id == each.pk],
            "telephones": [one for one in telephones if one.customer_id == each.pk],
        }
    return [by_id[each] for each in ids if each in by_id]


def _prefix(text: str) -> tuple[str, str]:
    """The range of a prefix in an index with the "C" collation."""
    return text, text + "\U0010ffff"


def _by_number(number: int) -> Question:
    """The customer of this number; of one who was merged, the one who stays."""
    kept = Coalesce("merged_into", "pk")
    return question(Customer.objects.filter(pk=number).values_list(kept, flat=True))


def _by_email(typed: str) -> Question:
    low, high = _prefix(folded_email(typed))
    return keys_of(
        f"SELECT customer_id FROM contacts_emailaddress WHERE folded >= {HIDDEN} AND folded < {HIDDEN}"
        f" ORDER BY folded LIMIT {MOST * 5}",
        [low, high],
    )


def _by_telephone(numeric: str, telephone: phonenumbers.PhoneNumber | None) -> list[Question]:
    """By the whole number first; else by its last digits, extension left aside."""
    ways = []
    if telephone is not None:
        e164 = phonenumbers.format_number(telephone, phonenumbers.PhoneNumberFormat.E164)
        whole = (
            "SELECT DISTINCT customer_id FROM contacts_telephone WHERE number = %s"
            f" ORDER BY customer_id DESC LIMIT {MOST}"
        )
        ways.append(keys_of(whole, [e164]))
    # A zero in front is dialed within a country, and no part of the number as it is kept.
    low, high = _prefix(numeric.lstrip("0")[::-1])
    ending = (
        "SELECT customer_id FROM contacts_telephone"
        f" WHERE reversed_digits >= {HIDDEN} AND reversed_digits < {HIDDEN}"
        f" ORDER BY reversed_digits LIMIT {MOST * 2}"
    )
    return [*ways, keys_of(ending, [low, high])]


def _by_name(typed: str) -> Rounds[list[int]]:
    """Names and companies that begin like this, then those with such words, then near misses.

    No near misses of what stands in quotation marks: that is meant as it is written.
    """
    low, high = _prefix(folded(typed))
    begin_so = keys_of(
        f"(SELECT id FROM contacts_customer WHERE name_folded >= {HIDDEN} AND name_folded < {HIDDEN}"
        f"  AND merged_into_id IS NULL ORDER BY name_folded LIMIT {MOST}) UNION ALL"
        f" (SELECT id FROM contacts_customer WHERE company_folded >= {HIDDEN} AND company_folded < {HIDDEN}"
        f"  AND merged_into_id IS NULL ORDER BY company_folded LIMIT {MOST})",
        [low, high, low, high],
    )
    typed_words = words(typed)[:4]
    found, *vocabulary = yield [begin_so, *(_beginning(word, 200) for word in typed_words)]
    if len(found) < MOST and typed_words and all(vocabulary):
        found += yield from _bearing(vocabulary, but=found)
    if len(found) < 3 and typed_words and '"' not in typed.translate(QUOTATION_MARKS):
        near = yield [_near(word) for word in typed_words]
        if all(near):
            found += yield from _bearing(near, but=found)
    return found[:MOST]


def _beginning(word: str, most: int) -> Question:
    """Words of the vocabulary that begin so."""
    sql = (
        f"SELECT id FROM contacts_nameword WHERE word >= {HIDDEN} AND word < {HIDDEN}"
        f" ORDER BY word LIMIT {most}"
    )
    return keys_of(sql, [*_prefix(word)])


def _near(word: str) -> Question:
    """Words of the vocabulary that are this one with a small typo.

    The index gives those that look alike; of these, most are other names.
    """
    if len(word) < 4:
        return _beginning(word, 50)
    sql = (
        f"SELECT id, word FROM contacts_nameword WHERE word %% {HIDDEN}"
        " ORDER BY similarity(word, %s) DESC, word LIMIT 20"
    )
    return Question(sql, [word, word], lambda rows: [key for key, other in rows if is_mistyped(word, other)])


def _bearing(vocabulary: list[list[int]], *, but: list[int]) -> Rounds[list[int]]:
    """Other customers who bear a word of each list; that with the fewest bearers is walked, others probed.

    The walk is bounded: two words that are both common meet early in it, and that is all ten rows need.
    """
    counts = (yield [_some_bearers(each) for each in vocabulary]) if len(vocabulary) > 1 else [[0]]
    counted = sorted((count, at) for at, [count] in enumerate(counts))
    walked, *probed = [vocabulary[at] for _, at in counted]
    probe = (
        "(SELECT true FROM contacts_customerword p"
        " WHERE p.customer_id = w.customer_id AND p.word_id = ANY (%s) LIMIT 1)"
    )
    if counted[0][0] == COUNTED or max(map(len, probed), default=0) > FEW:
        # Both are common: a join meets ten soon. For a few walked rows it would first read all bearers of
        # the common word (9 ms for 28,000 of a million customers); asked one by one, they take 0.3 ms.
        probe = f"EXISTS {probe.replace(' LIMIT 1', '')}"
    probes = f" AND {probe}" * len(probed)
    sql = (
        "SELECT w.customer_id FROM"
        " (SELECT customer_id FROM contacts_customerword WHERE word_id = ANY (%s) LIMIT 5000) w"
        f" WHERE true{probes} LIMIT {MOST}"
    )
    [found] = yield [keys_of(sql, [walked, *probed])]
    return [each for each in found if each not in but]


def _some_bearers(words_ids: list[int]) -> Question:
    """How many customers bear one of these words, counted to a thousand."""
    bearers = f"SELECT 1 FROM contacts_customerword WHERE word_id = ANY (%s) LIMIT {COUNTED}"
    return keys_of(f"SELECT count(*) FROM ({bearers}) b", [words_ids])


_standing = WrittenOnce(lambda: Customer.objects.standing().filter(pk__among=Slot("customers")))
_addresses = WrittenOnce(
    lambda: EmailAddress.objects.filter(customer__among=Slot("customers")).order_by("id")
)
_telephones = WrittenOnce(lambda: Telephone.objects.filter(customer__among=Slot("customers")).order_by("id"))
