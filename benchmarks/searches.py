"""What is searched for: words of many texts and of few, phrases, addresses, telephone numbers.

A page of twenty hits costs more than one of seven, whatever the tables hold. So that growth compares searches
of one kind, a rare word or a phrase is in as many tickets at every size.
"""

import random
from collections import Counter
from itertools import islice

from django.db import connection, transaction

from contacts.models import Contact, EmailAddress, NameWord, Telephone
from contacts.queries.customer_lookup import look_up
from contacts.queries.search_words import words
from contacts.queries.text_search import EVERYWHERE, bears
from uccms.accounts.models import BusinessArea

NEWEST, SEARCHES, COMMON = 2000, 60, 12
BEARERS = 20_000  # of a word that are looked at
MEDIUM = 200  # one of so many texts, or of half as many, has a word that is neither rare nor common


def searches(chance: random.Random, matches: int, area: BusinessArea | None = None) -> dict[str, list[str]]:
    """What is searched for in everything, or in the texts of this area, by the kind of search.

    A rare word, or a phrase of two neighbouring words, is in so many tickets, or up to twice as many; in half
    as many and so on, where none is. One kind of phrase has a word such as "the", which is no search word. No
    customer is found by one of the words: where half of the searches show customers, too, the median is now
    of these, now of the others.
    """
    texts = _newest(area)
    numbers = Counter(word for text in texts for word in _words_of(text))
    by_number = [word for word, _ in numbers.most_common() if not look_up(word).customers]
    common = by_number[:COMMON]
    medium = range(len(texts) // MEDIUM, 2 * len(texts) // MEDIUM)
    chance.shuffle(texts)
    phrases = dict.fromkeys(f'"{" ".join(text.split()[1:3])}"' for text in texts)
    known = {each: words(each) for each in phrases}
    tight = [each for each, found in known.items() if found and len(found.bearings[0].words) == 2]
    with_the = [each for each, found in known.items() if found and len(found.bearings[0].words) == 1]
    return {
        "rare": _with(matches, by_number[::-1], area),
        "medium": [each for each in by_number if numbers[each] in medium][:SEARCHES],
        "common": common,
        "two_words": [f"{one} {other}" for one, other in zip(common, reversed(common), strict=True)],
        "phrase": _with(matches, tight, area),
        "phrase_with_the": _with(matches, with_the, area),
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
        wanted = range(matches, 2 * matches)
        found = list(islice((each for each in typed if _found(each, area, wanted) in wanted), SEARCHES))
        if found:
            return found
        matches //= 2
    return typed[:SEARCHES]


def _found(typed: str, area: BusinessArea | None, wanted: range) -> int:
    """In how many tickets' descriptions the words of this search are; no more are counted than are wanted.

    The bearers are taken out first, as a planner that counts on a limit would rather read all texts.
    """
    known = words(typed)
    if known is None:
        return 0
    condition, values = bears(known.bearings[0], area.pk if area else EVERYWHERE)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")  # to start one takes longer
        cursor.execute(
            "WITH x AS MATERIALIZED (SELECT x.ticket_id FROM contacts_contact x"
            f" WHERE {condition.format(column='description')} LIMIT {BEARERS})"
            " SELECT count(DISTINCT ticket_id) FROM (SELECT ticket_id FROM x LIMIT %s) found",
            [*values, 4 * wanted.stop],
        )
        return cursor.fetchone()[0]
