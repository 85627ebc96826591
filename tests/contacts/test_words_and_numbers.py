"""Small facts: subjects, folding, matters, telephone numbers, the office's days."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from contacts.folding import digits, words
from contacts.forms.telephones import read_number
from contacts.matters import key_of
from contacts.office_time import closed_ahead, closed_because, likely_promises
from contacts.subjects import LONGEST, subject_of
from uccms.folding import folded

OFFICE = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("description", "subject"),
    [
        ("Asks for a copy. Will call again.", "Asks for a copy"),
        ("First line\nsecond line", "First line"),
        ("Is U.S. filing needed?", "Is U.S. filing needed"),
        ("  spaces   between ", "spaces between"),
        ("", ""),
    ],
)
def test_a_subject_is_the_first_sentence(description, subject):
    assert subject_of(description) == subject


def test_a_long_subject_is_cut_at_a_word():
    cut = subject_of("word " * 100)
    assert len(cut) <= LONGEST
    assert cut.endswith("word…")
    assert len(subject_of("x" * 500)) <= LONGEST


def test_folding_forgives_case_accents_and_spaces():
    assert folded("  Łukasz  ŻÓŁĆ ") == "lukasz zolc"
    assert folded("Straße") == folded("STRASSE")
    assert words("O’Neill-Smith & Sons, Inc.") == ["oneill", "smith", "sons", "inc"]
    assert digits("๑๒٣ x 4") == "1234"


@pytest.mark.parametrize(
    ("kind", "written", "key"),
    [
        ("application", "11/482,917", "11482917"),
        ("application", "PCT/US2005/012345", "PCTUS2005012345"),
        ("patent", "D435,854", "D435854"),
        ("patent", "7,123,456", "7123456"),
        ("publication", "US 2005/0004974 A1", "US20050004974A1"),
        ("trademark_serial", "78/654,321", "78654321"),
        ("docket", "ab–12/3", "AB-12/3"),
        ("order", "s27000418", "S27000418"),
    ],
)
def test_a_matter_has_one_key_in_every_writing(kind, written, key):
    assert key_of(kind, written) == key


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("patent", "123456789"),
        ("patent", "7" + " " * 60),
        ("order", "27000418"),
        ("docket", "<b>"),
        ("docket", ""),
    ],
)
def test_a_matter_without_its_form_is_refused_with_a_sentence(kind, written):
    with pytest.raises(ValueError, match=r"\.$"):
        key_of(kind, written)


@pytest.mark.parametrize(
    ("typed", "national", "extension"),
    [
        ("571.555.0142 x12", 5715550142, "12"),
        ("+66 2 123 4567", 21234567, ""),
        ("(571) 555-0142 ext. 7", 5715550142, "7"),
    ],
)
def test_a_telephone_number_is_read_as_people_write_it(typed, national, extension):
    read = read_number(typed)
    assert (read.number.national_number, read.extension) == (national, extension)


@pytest.mark.parametrize("typed", ["", "x", "12", "9" * 400, "call me", "\x00"])
def test_what_is_no_number_gets_a_sentence(typed):
    with pytest.raises(ValidationError, match="This is no telephone number"):
        read_number(typed)


@pytest.mark.django_db
def test_the_office_is_closed_on_weekends_and_federal_holidays():
    assert (
        closed_because(datetime(2026, 11, 26, 10, tzinfo=OFFICE))
        == "Thursday, November 26, is a federal holiday"
    )
    assert closed_because(datetime(2026, 11, 28, 10, tzinfo=OFFICE)) == "Saturday, November 28, is a weekend"
    assert closed_because(datetime(2026, 11, 24, 10, tzinfo=OFFICE)) == ""


@pytest.mark.django_db
def test_a_day_is_the_offices_and_not_greenwichs():
    late = datetime(2026, 11, 27, 23, 30, tzinfo=OFFICE)
    assert closed_because(late.astimezone(ZoneInfo("UTC"))) == ""


@pytest.mark.django_db
def test_likely_promises_skip_the_holiday():
    offered = likely_promises(datetime(2026, 11, 25, 16, tzinfo=OFFICE))
    assert [at.astimezone(OFFICE).day for _, at in offered] == [27, 30]
    assert len(likely_promises(datetime(2026, 11, 24, 9, tzinfo=OFFICE))) == 3
    assert closed_ahead(now=datetime(2026, 11, 24, 9, tzinfo=OFFICE)) == [
        "Thursday, November 26, is a federal holiday"
    ]
