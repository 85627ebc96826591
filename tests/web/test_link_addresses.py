"""Addresses of links: the quick way and Django's write the same."""

import uuid
from html import escape

import pytest
from django.template import engines
from django.urls import NoReverseMatch, get_resolver, path, register_converter, reverse

from sales_orders.models.printing import Printing
from uccms.web import link_addresses
from uccms.web.link_addresses import LEARNING, MOST, TRYING, link_address

NUMBERS = (0, 1, 7, 10482, 26000418, MOST, MOST + 1)
LONG = tuple(map(int, LEARNING))


class Padded:
    """Writes a number with at least four digits."""

    regex = "[0-9]{4,}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return f"{value:04}"


class Shifted(Padded):
    """Writes another number than it is given."""

    regex = "[0-9]+"

    def to_url(self, value):
        return str(value + 1)


register_converter(Padded, "padded")
register_converter(Shifted, "shifted")
urlpatterns = [
    path("padded/<padded:number>/", str, name="padded"),
    path("shifted/<shifted:number>/", str, name="shifted"),
    path("v9/<int:number>/", str, name="ninth"),
    path("both/<int:one>/and/<int:other>/", str, name="both"),
    path("both/<int:one>/it's <str:word>/", str, name="apart"),
]


def every_name():
    """All names of addresses, with the number of values that each takes by position."""
    found = []

    def look(resolver, space):
        for name in (key for key in resolver.reverse_dict if isinstance(key, str)):
            counts = {
                len(params) for possible in resolver.reverse_dict.getlist(name) for _, params in possible[0]
            }
            found.extend((f"{space}{name}", count) for count in counts)
        for inner, (_, of) in resolver.namespace_dict.items():
            look(of, f"{space}{inner}:")

    look(get_resolver(), "")
    return sorted(set(found))


def djangos(name, args):
    try:
        return escape(reverse(name, args=args))
    except (NoReverseMatch, AttributeError):  # the latter where a day is wanted, say
        return "none"


def ours(name, args):
    try:
        return link_address(name, args, None)
    except (NoReverseMatch, AttributeError):  # the latter where a day is wanted, say
        return "none"


def test_every_address_is_the_one_that_django_writes():
    names = every_name()
    assert ("contacts:ticket", 1) in names
    compared = 0
    for name, count in names:
        for number in NUMBERS:
            args = (number,) * count
            if djangos(name, args) != "none":
                compared += 1
                assert ours(name, args) == djangos(name, args), (name, args)
    assert compared > 300


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("name", ["padded", "shifted", "ninth"])
@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_is_not_written_as_it_is_takes_djangos_way(name, number):
    assert ours(name, (number,)) == djangos(name, (number,))


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("args", [(1, 2), (2, 1), (LONG[0], LONG[0]), (LONG[1], LONG[0])])
def test_two_numbers_keep_their_places(args):
    assert ours("both", args) == f"/both/{args[0]}/and/{args[1]}/"


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    "args",
    [
        (1, "x"), (2, "x"), (1, "y"), (1, "<b>"), (1, "it's"), (1, ""), (1, "w" * 41), (1, "a/b"),
        (1, "note-7"), (2, "note-9"), (1, "note-10"), (1, "note-07"), (3, "note-٣"), (9, "9"), (1, "1-2"),
        (1, "<1"),
        (LONG[0], str(LONG[0])), (1, str(LONG[0])), (7, f"1{LONG[0]}1"), (True, "<b>"), (1, uuid.UUID(int=1)),
        (-1, 2), (1, 2, 3), (),
    ],
)  # fmt: skip
def test_words_and_all_else_are_djangos(args):
    for _ in range(2):
        assert ours("apart", args) == djangos("apart", args)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("contacts:ticket", (10482,), (10999,)),
        ("orders:order", (26000418,), (27000001,)),
        ("orders:document_of", (26000418, "packing-slip", 7), (26000999, "packing-slip", 8)),
        ("orders:document", (26000418, Printing.Kind.INVOICE), (26000999, Printing.Kind.INVOICE)),
        ("contacts:correct", (10482, "contact-77"), (10483, "contact-12")),
    ],
)
def test_what_was_learned_of_one_record_serves_the_next(name, one, other, monkeypatch):
    expected = djangos(name, other)
    ours(name, one)
    monkeypatch.setattr(link_addresses, "reverse", None)
    assert ours(name, other) == expected != "none"


@pytest.mark.parametrize("digits", [LEARNING, TRYING])
def test_the_marks_cannot_be_taken_for_each_other(digits):
    """However short they are cut, none is the beginning of another, nor does one begin with a nought."""
    assert len({each[0] for each in (*LEARNING, *TRYING)}) == 6
    assert {len(each) for each in digits} == {len(str(MOST))}


def test_a_page_that_is_not_there_is_an_error_and_not_an_empty_link():
    with pytest.raises(NoReverseMatch):
        link_address("contacts:nowhere", (1,), None)
    with pytest.raises(NoReverseMatch):
        link_address("contacts:ticket", (), None)


@pytest.mark.urls(__name__)
def test_text_that_is_no_html_has_the_address_as_it_is():
    link = "{{ url('apart', 1, word) }}"
    text, page = (f"{{% autoescape {on} %}}{link}{{% endautoescape %}}" for on in ("false", "true"))
    drawn = [engines["jinja2"].from_string(each).render({"word": "a&b"}) for each in (text, page)]
    assert drawn[0] == reverse("apart", args=(1, "a&b"))
    assert "a&amp;b" in drawn[1]
