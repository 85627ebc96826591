"""Texts are indexed by keys of their words: everywhere, in an area, and side by side."""

import pytest
from django.db import connection

from contacts.models import Ticket
from contacts.queries.search_words import words
from contacts.queries.text_search import EVERYWHERE, TEXTS, bears
from tests import cast
from tests.contacts.acts import BY_NAME
from tests.contacts.finding import numbers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
@pytest.mark.parametrize("of_area", [True, False])
def test_the_index_answers_what_is_asked(text, of_area):
    """The expression of the index and that of the search stand in two files."""
    area = cast.area("Fees").pk if of_area else EVERYWHERE
    condition, keys = bears(words('"no maintenance fee" paid').bearings[0], area)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            f"EXPLAIN SELECT FROM {text.table} x WHERE {condition.format(column=text.column)}",
            keys,
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "_by_words" in plan and "Index Cond: (contacts_search_keys(" in plan
    assert "Filter:" not in plan


def test_a_query_is_known_by_its_words_and_by_which_stand_side_by_side():
    assert [(each.words, each.pairs) for each in words('"change of address" fees').bearings] == [
        (["chang", "address", "fee"], [("chang address", 2), ("chang of", 1), ("of address", 1)])
    ]
    assert [(each.words, each.pairs) for each in words('fee -late or "paid late today"').bearings] == [
        (["fee"], []),
        (["paid", "late", "today"], [("paid late", 1), ("late today", 1)]),
    ]


@pytest.mark.parametrize(
    ("typed", "is_read"),
    [
        ("fee paid", False),
        ('"fee paid" late', False),
        ("fee -late", True),
        ('"fee paid late"', True),
        ('"no fee"', False),
        ('"no fee" "the receipt" paid', False),
        ('"no fee" -late', True),
        ('"no fee" or paid', False),
        ('"pay no fee"', True),
        ('"change of address"', True),
        ('fee or "paid late today"', True),
    ],
)
def test_texts_are_read_for_what_the_index_does_not_know(typed, is_read):
    assert words(typed).is_read is is_read


def test_a_ticket_that_moves_is_found_by_the_words_of_its_new_area(dana, luis):
    """The keys of its texts hold the area; dana took part, luis did not."""
    ticket = cast.ticket(dana, description="The zebrawood drawings are missing.")
    assert (numbers(dana, "zebrawood"), numbers(luis, "zebrawood")) == ([ticket.pk], [])
    BY_NAME["forward"].send(dana, ticket, area=cast.area("Fees").pk, note="Please.")
    luis.memberships.create(area=cast.area("Fees"))
    for typed in ("zebrawood", '"zebrawood drawings"', "zebrawood missing", "zebrawood -fee"):
        assert numbers(luis, typed) == [ticket.pk]
    Ticket.objects.filter(pk=ticket.pk).update(area=dana.areas[0])
    assert numbers(luis, "zebrawood") == []


@pytest.mark.parametrize(
    "typed",
    ['"change of address" "maintenance fee"', '"maintenance fee" "of address"', '"change of address" -late'],
)
def test_every_word_of_a_phrase_counts(dana, carol, typed):
    """Also one that is no search word, in one of several phrases and beside what is left out."""
    meant = cast.ticket(dana, description="A change of address; the maintenance fee was paid.")
    cast.ticket(dana, description="He will change her address; a maintenance fee is due.")
    cast.ticket(dana, description="Change billing address. The maintenance fee was paid.")
    for person in (dana, carol):
        assert numbers(person, typed) == [meant.pk]


def test_a_word_that_is_no_search_word_counts_in_phrases_alone(dana, carol):
    ticket = cast.ticket(dana, description="She does not want an action. Mr. Doe called.")
    cast.ticket(dana, description="It does no harm: no fee, an action.")
    for person in (dana, carol):
        assert numbers(person, "doe") == [ticket.pk]
        assert numbers(person, '"not want"') == [ticket.pk]
        assert numbers(person, '"no action"') == []


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("example.com/it's", "See example.com/it's for the form."),
        ('"see example.com/it\'s"', "See example.com/it's for the form."),
        ("state-of-the-art", "A state-of-the-art drawing."),
        ('"state-of-the-art drawings"', "A state-of-the-art drawing."),
        ("fee fee fee", "A fee."),
        ('"fee fee"', "A fee: fee, twice."),
    ],
)
def test_words_of_several_parts_are_found_by_their_keys(dana, carol, typed, text):
    ticket = cast.ticket(dana, description=text)
    for person in (dana, carol):
        assert numbers(person, typed) == [ticket.pk]
    assert numbers(dana, f"{typed} zebrawood") == []


def test_a_word_of_very_many_repetitions_and_a_text_of_nothing_but_signs_are_stored(dana, carol):
    long = cast.ticket(dana, description="fee paid " * 2000 + "zebrawood drawings")
    cast.ticket(dana, description="... ?! --- …")
    for person in (dana, carol):
        assert numbers(person, '"fee paid"') == [long.pk]
        assert numbers(person, '"zebrawood drawings"') == [long.pk]
