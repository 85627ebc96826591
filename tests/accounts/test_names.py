"""The words of names of staff: written with the name, and found by an index."""

import importlib

import pytest
from django.apps import apps
from django.db import connection

from tests.accounts.people import make_person
from uccms.accounts.models import User
from uccms.accounts.names import LONGEST_WORD, begin, words_of_name
from uccms.accounts.queries.choosing_people import Named, matching

pytestmark = pytest.mark.django_db


def called(*words: str) -> list[str]:
    return sorted(User.objects.filter(name_words__begin=words).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Zoë O’Neil-Łuk", ("zoe", "o", "neil", "luk")),
        ("  MAX   Groß ", ("max", "gross")),
        ("李 雷", ("李", "雷")),
        ("— ' \\ :*", ()),
        ("ﷺ" * 60, ("صلى",)),
    ],
)
def test_names_are_folded_into_words_of_letters_and_digits(name, words):
    found = words_of_name(name)
    assert found[: len(words)] == words
    assert all(len(each) <= LONGEST_WORD and each.isalnum() for each in found)


def test_words_are_written_with_the_name_however_it_is_saved():
    one = make_person("zoe", name="Zoë Abara")
    two = User.objects.bulk_create([User(username="max", name="Max Groß")])[0]
    assert [User.objects.get(pk=each.pk).name_words for each in (one, two)] == ["zoe abara", "max gross"]
    one.name = "Zoë Okafor"
    one.save()
    assert User.objects.get(pk=one.pk).name_words == "zoe okafor"


def test_names_are_found_by_the_beginnings_of_their_words():
    for number, name in enumerate(("Zoë Abara", "Zoltan Abarades", "Ana O’Neil", "—", "ﷺ" * 60)):
        make_person(f"person{number}", name=name)
    assert called("zo") == ["Zoltan Abarades", "Zoë Abara"]
    assert called("abar", "zoe") == ["Zoë Abara"]
    assert called("neil") == ["Ana O’Neil"]
    assert called("eil") == []


@pytest.mark.parametrize(
    "typed", ["a:b", "a' | 'b", "\\", "a\\'", "!a", "<->", "a & b", "²", "٣", "%s", "K\u030a"]
)
def test_no_sign_that_is_typed_means_something_in_the_query(typed):
    make_person("typed", name=f"Ada {typed}")
    make_person("other", name="Zoë")
    words = words_of_name(typed)
    assert called(*words) == ([f"Ada {typed}"] if words else called())
    assert begin(words_of_name(f"Ada {typed}"), words)


def test_an_index_finds_them():
    sql, params = User.objects.filter(name_words__begin=["zo", "ab"]).values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "staff_by_words_of_name" in plan and "Index Cond" in plan


def test_who_was_there_before_the_words_were_is_given_them():
    person = make_person("zoe", name="Zoë Abara")
    User.objects.update(name_words="")
    importlib.import_module("uccms.accounts.migrations.0007_name_words").write_words(apps, None)
    assert User.objects.get(pk=person.pk).name_words == "zoe abara"


def test_who_is_called_so_by_name_goes_before_the_area():
    known = [Named("1", "Ana O’Neil"), Named("2", "Ann Lee", "Fees"), Named("3", "Ann Leeds", "Lee Desk")]

    def values(ways: list[list[Named]]) -> list[list[str]]:
        return [[each.value for each in way] for way in ways]

    assert values(matching(known, "ann lee")) == [["2"], ["2", "3"], ["2", "3"]]
    assert values(matching(known, "neil")) == [[], ["1"], ["1"]]
    assert values(matching(known, "o'n")) == [[], ["1"], ["1"]]
    assert values(matching(known, "ann fee")) == [[], [], ["2"]]
    assert values(matching(known, "nn")) == [[], [], []]
