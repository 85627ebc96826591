"""Find a customer while somebody types: number, telephone, e-mail, name or company; the ten best.

Each way is one index range that stops at ten, so that a million customers cost what ten thousand do.
"""

from dataclasses import dataclass

import phonenumbers
from django.conf import settings
from django.db.models.functions import Coalesce

from contacts.folding import digits, folded, folded_email, words
from contacts.models import Customer, EmailAddress, Telephone
from uccms.database.written_once import Slot, WrittenOnce, rows_of, together

MOST = 10
FEWEST_DIGITS = 4
COUNTED = 1000  # bearers of a word; one with more is common
FEW = 20  # words that are asked for one by one; of more, a join is cheaper


@dataclass(frozen=True)
class Found:
    """What a look-up found: the customers, best first, and by number, telephone, email, name or nothing."""

    customers: list[Customer]
    by: str
    telephone: phonenumbers.PhoneNumber | None = None
    email: str = ""


def look_up(typed: str) -> Found:
    """The ten best customers for what was typed."""
    typed = " ".join(typed.replace("\x00", "").split())[:200]
    if not typed:
        return Found([], "nothing")
    number = typed.upper().removeprefix("C")
    if typed[:1] in "cC" and number.isascii() and number.isdigit() and len(number) < 19:
        return Found(_customers(_by_number(int(number))), "number")
    if "@" in typed:
        return Found(_customers(_by_email(typed)), "email", email=typed)
    numeric = digits(typed)
    letters = sum(sign.isalpha() for sign in typed.lower().partition("ext")[0].partition("x")[0])
    if len(numeric) >= FEWEST_DIGITS and letters == 0:
        telephone = parsed(typed)
        return Found(_customers(_by_telephone(typed, numeric, telephone)), "telephone", telephone=telephone)
    return Found(_customers(_by_name(typed)), "name")


def parsed(typed: str) -> phonenumbers.PhoneNumber | None:
    """The telephone number that was typed, in any formatting, or None."""
    try:
        number = phonenumbers.parse(typed, settings.PHONENUMBER_DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def _customers(ids: list[int]) -> list[Customer]:
    """Those of these customers who stand, in this order, with what a row shows of them."""
    if not ids:
        return []
    found, addresses, telephones = together(
        *(each.asking(customers=ids) for each in (_standing, _addresses, _telephones))
    )
    by_id = {each.pk: each for each in found}
    for each in found:
        each._prefetched_objects_cache = {
            "email_addresses": [one for one in addresses if one.customer_id == each.pk],
            "telephones": [one for one in telephones if one.customer_id == each.pk],
        }
    return [by_id[each] for each in ids if each in by_id]


def _ids(sql: str, *parameters) -> list[int]:
    return [row[0] for row in rows_of(sql, list(parameters))]


def _prefix(text: str) -> tuple[str, str]:
    """The range of a prefix in an index with the "C" collation."""
    return text, text + "\U0010ffff"


def _by_number(number: int) -> list[int]:
    """The customer of this number; of one who was merged, the one who stays."""
    return list(Customer.objects.filter(pk=number).values_list(Coalesce("merged_into", "pk"), flat=True))


def _by_email(typed: str) -> list[int]:
    low, high = _prefix(folded_email(typed))
    found = _ids(
        "SELECT customer_id FROM contacts_emailaddress WHERE folded >= %s AND folded < %s"
        " ORDER BY folded LIMIT %s",
        low, high, MOST * 5,
    )  # fmt: skip
    return list(dict.fromkeys(found))[:MOST]


def _by_telephone(typed: str, numeric: str, telephone: phonenumbers.PhoneNumber | None) -> list[int]:
    """By the whole number first; else by its last digits, extension left aside."""
    if telephone is not None:
        e164 = phonenumbers.format_number(telephone, phonenumbers.PhoneNumberFormat.E164)
        whole = _ids(
            "SELECT DISTINCT customer_id FROM contacts_telephone WHERE number = %s"
            " ORDER BY customer_id DESC LIMIT %s",
            e164, MOST,
        )  # fmt: skip
        if whole:
            return whole
    # A zero in front is dialed within a country, and no part of the number as it is kept.
    low, high = _prefix(numeric.lstrip("0")[::-1])
    found = _ids(
        "SELECT customer_id FROM contacts_telephone WHERE reversed_digits >= %s AND reversed_digits < %s"
        " ORDER BY reversed_digits LIMIT %s",
        low, high, MOST * 2,
    )  # fmt: skip
    return list(dict.fromkeys(found))[:MOST]


def _by_name(typed: str) -> list[int]:
    """Names and companies that begin like this, then those with such words, then near misses."""
    whole = folded(typed)
    low, high = _prefix(whole)
    found = _ids(
        "(SELECT id FROM contacts_customer WHERE name_folded >= %s AND name_folded < %s"
        "  AND merged_into_id IS NULL ORDER BY name_folded LIMIT %s) UNION ALL"
        " (SELECT id FROM contacts_customer WHERE company_folded >= %s AND company_folded < %s"
        "  AND merged_into_id IS NULL ORDER BY company_folded LIMIT %s)",
        low, high, MOST, low, high, MOST,
    )  # fmt: skip
    found = list(dict.fromkeys(found))
    typed_words = words(typed)[:4]
    if len(found) < MOST and typed_words:
        found += [each for each in _with_words(typed_words) if each not in found]
    if len(found) < 3 and typed_words:
        near = [_near(word) for word in typed_words]
        if all(near):
            found += [each for each in _bearing(near) if each not in found]
    return found[:MOST]


def _with_words(typed: list[str]) -> list[int]:
    """Customers who have, for each typed word, a word that begins so."""
    sql = "SELECT id FROM contacts_nameword WHERE word >= %s AND word < %s ORDER BY word LIMIT 200"
    vocabulary = [_ids(sql, *_prefix(word)) for word in typed]
    return _bearing(vocabulary) if all(vocabulary) else []


def _near(word: str) -> list[int]:
    """Words of the vocabulary that are this one with a small typo."""
    if len(word) < 4:
        low, high = _prefix(word)
        return _ids(
            "SELECT id FROM contacts_nameword WHERE word >= %s AND word < %s ORDER BY word LIMIT 50",
            low,
            high,
        )
    return _ids(
        "SELECT id FROM contacts_nameword WHERE word %% %s ORDER BY similarity(word, %s) DESC, word LIMIT 20",
        word, word,
    )  # fmt: skip


def _bearing(vocabulary: list[list[int]]) -> list[int]:
    """Customers who bear a word of each list; the list with the fewest bearers is walked, the others probed.

    The walk is bounded: two words that are both common meet early in it, and that is all ten rows need.
    """
    counted = sorted((_some_bearers(each), at) for at, each in enumerate(vocabulary))
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
        "SELECT w.customer_id FROM"  # noqa: S608  only the number of probes is put in, no value
        " (SELECT customer_id FROM contacts_customerword WHERE word_id = ANY (%s) LIMIT 5000) w"
        f" WHERE true{probes} LIMIT %s"
    )
    return list(dict.fromkeys(_ids(sql, walked, *probed, MOST)))


def _some_bearers(words_ids: list[int]) -> int:
    """How many customers bear one of these words, counted to a thousand."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM contacts_customerword WHERE word_id = ANY (%s) LIMIT %s) b"
    return _ids(sql, words_ids, COUNTED)[0]


_standing = WrittenOnce(lambda: Customer.objects.standing().filter(pk__among=Slot("customers")))
_addresses = WrittenOnce(
    lambda: EmailAddress.objects.filter(customer__among=Slot("customers")).order_by("id")
)
_telephones = WrittenOnce(lambda: Telephone.objects.filter(customer__among=Slot("customers")).order_by("id"))
