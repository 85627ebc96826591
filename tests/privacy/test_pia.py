"""The assessment as code says what the law says, and everything that it names is there."""

import re
from datetime import timedelta

import pytest

from uccms.privacy import guard, pia, register

LAW = {
    "customer name", "company name", "e-mail address", "telephone and fax numbers", "mailing address",
    "date and time of contact", "agent name", "customer number", "description of the problem or request",
    "resolution of the problem or request",
}  # fmt: skip
NEVER = {
    "date of birth", "gender", "race", "social security number", "payment card number", "bank account number",
    "passport number", "medical information", "education information",
}  # fmt: skip


def test_what_may_be_kept_of_a_customer_is_the_list_of_the_assessment_and_no_more():
    assert {each.words for each in pia.categories().values() if not each.about_staff} == LAW


def test_what_is_never_kept():
    assert {each.words for each in pia.never().values()} == NEVER
    assert all(each.column_words for each in pia.never().values())


def test_the_guard_looks_for_what_is_never_kept_in_texts():
    assert set(guard.KINDS) == set(pia.never()) - {"gender", "race"}


def test_every_purpose_is_one_of_the_assessment():
    for each in pia.categories().values():
        assert each.purposes and set(each.purposes) <= set(pia.assessment()["purposes"])


def test_what_is_kept_about_staff_says_why_and_how_long():
    staff = [each for each in pia.categories().values() if each.about_staff]
    assert staff and all(each.purposes and each.retention for each in staff)


def test_every_category_is_used_by_a_column():
    used = {each.category for each in register.columns()}
    assert set(pia.categories()) <= used


def test_it_names_its_system_of_records_and_the_routine_uses():
    assert "COMMERCE/PAT-TM-20" in pia.assessment()["assessment"]["system_of_records"]
    assert pia.assessment()["assessment"]["routine_uses"] == [1, 2, 3, 4, 5, 9, 10, 12, 13]


def test_times_that_programs_keep_are_those_that_people_read():
    for name, entry in pia.assessment()["retention"].items():
        assert entry["words"] and entry["authority"]
        if "days" in entry:
            assert pia.kept_for(name) == timedelta(days=entry["days"])
            assert f"{entry['days']} day" in entry["words"]
    with pytest.raises(KeyError):
        pia.kept_for("audit")


def test_every_basis_of_a_removal_has_its_citation():
    for code, entry in pia.bases().items():
        assert re.fullmatch("[a-z_]+", code)
        assert entry["words"] and re.search(r"U\.S\.C\.|CFR", entry["citation"])


@pytest.mark.parametrize("name", ["contact", "system_use"])
def test_notices_have_a_version(name):
    notice = pia.notice(name)
    assert re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", notice.version)
    assert len(notice.version) <= 20
    with pytest.raises(AttributeError):
        assert notice.nothing_of_this_name
