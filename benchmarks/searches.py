"""What is searched for: words of many texts and of few, phrases, addresses, telephone numbers.

A page of twenty hits costs more than one of seven, whatever the tables hold. So that growth compares pages of
one length, a rare word or a phrase fills as much of a page at every size.
"""

import random
from collections import Counter
from itertools import islice

from django.db import connection

from contacts.models import Contact, EmailAddress, NameWord, Telephone
from contacts.queries.customer_lookup import look_up
from contacts.queries.search_words import words
from contacts.queries.text_search import EVERYWHERE, bears
from uccms.accounts.models import BusinessArea

NEWEST, SEARCHES, COMMON = 2000, 60, 12


def searches(chance: random.Random, matches: int, area: BusinessArea | None = None) -> dict[str, list[str]]:
    """What is searched for in everything, or in the texts of this area, by the kind of search.

    The rare words are the rarest, and the phrases two neighbouring words drawn by lot, that so many tickets
    have at least; half as many and so on, where none has. Of a loose phrase the index knows one word only.
    No customer is found by one of the words: where half of the searches show customers, too, the median is
    now of these, now of the others.
    """
    texts = _newest(area)
    numbers = Counter(word for text in texts for word in _words_of(text))
    by_number = [word for word, _ in numbers.most_common() if not look_up(word).customers]
    common = by_number[:COMMON]
    chance.shuffle(texts)
    phrases = dict.fromkeys(f'"{" ".join(text.split()[1:3])}"' for text in texts)
    known = {each: words(each) for each in phrases}
    loose = [each for each, found in known.items() if found and found.is_loose]
    tight = [each for each, found in known.items() if found and not found.is_loose]
    return {
        "rare": _with(matches, by_number[::-1], area),
        "common": common,
        "two_words": [f"{one} {other}" for one, other in zip(common, reversed(common), strict=True)],
        "phrase": _with(matches, tight, area),
        "loose_phrase": _with(matches, loose, area),
        "name": list(NameWord.objects.order_by("?").values_list("word", flat=True)[:SEARCHES]),
        "email": list(EmailAddress.objects.order_by("?").values_list("address", flat=True)[:SEARCHES]),
        "telephone": [
            str(each) for each in Telephone.objects.order_by("?").values_list("number", flat=True)[:SEARCHES]
        ],
    }


def _newest(area: BusinessArea | None) -> list[str]:
    contacts = Contact.objects.exclude(description="")
    if area:
        contacts = contacts.filter(ticket__area=area)
    return list(contacts.order_by("-pk").values_list("description", flat=True)[:NEWEST])


def _words_of(text: str) -> set[str]:
    return {word for each in text.split() if len(each) > 4 and (word := each.strip(".,").lower()).isalpha()}


def _with(matches: int, typed: list[str], area: BusinessArea | None) -> list[str]:
    """The first of these searches that find so many tickets, or as near to it as there are such."""
    while matches > 1:
        found = list(islice((each for each in typed if _has(matches, each, area)), SEARCHES))
        if found:
            return found
        matches //= 2
    return typed[:SEARCHES]


def _has(matches: int, typed: str, area: BusinessArea | None) -> bool:
    known = words(typed)
    if known is None:
        return False
    condition, keys = bears(known.bearings[0], area.pk if area else EVERYWHERE)
    query = "to_tsvector('english', description) @@ %s::tsquery AND description ~* %s"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT DISTINCT ticket_id FROM contacts_contact x"
            f" WHERE {condition.format(column='description')} AND {query} LIMIT %s) found",
            [*keys, known.query, known.phrase, matches],
        )
        return cursor.fetchone()[0] == matches
