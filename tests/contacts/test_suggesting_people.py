"""What a list of some of the staff answers to the letters of a name."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.queries.choosing_people import Workplaces, holders, holders_by_rule, holders_seen_by
from tests import cast
from tests.contacts.acts import browser, other_area
from tests.contacts.choosing import read, suggested
from tests.contacts.crowd import crowd, forty_areas
from uccms.accounts.models import User
from uccms.accounts.queries.choosing_people import SHORT

pytestmark = pytest.mark.django_db


def test_a_list_is_answered_with_those_whose_names_begin_so(ticket, dana, carol, sven, mara, zoe):
    crowd(*forty_areas(), number=60)
    assert suggested(dana, "forward", "zo") == ["Zoë Abara, not signed in"]
    assert suggested(dana, "forward", "peti") == ["Petitions", "Zoë Abara, not signed in"]
    assert suggested(carol, "queue", "zo") == ["Zoë Abara"]
    assert suggested(dana, "queue", "zo") == [], "they see only a part of the tickets there"
    assert suggested(dana, "queue", "mar") == ["Mara Lind"]
    assert suggested(sven, "rule", "zo") == ["Zoë Abara (Petitions)"]
    assert suggested(dana, "assign", "mar", f"?ticket={ticket.pk}") == ["Mara Lind"]
    for nothing in ("", " ", "—", "\x00"):
        assert suggested(dana, "forward", nothing) == []


def test_an_answer_has_no_more_than_a_list(dana):
    crowd(*forty_areas(), number=200)
    assert len(suggested(dana, "forward", "quill")) == SHORT


def test_a_ticket_that_one_does_not_see_offers_nobody(ticket, luis, zoe):
    """Ids that are sent along are looked at, secondary ones too."""
    assert suggested(luis, "assign", "hollis", f"?ticket={ticket.pk}") == []
    assert suggested(luis, "assign", "hollis", "?ticket=x&ticket=%00&ticket=999999999") == []


def test_who_is_called_alike_is_told_apart_by_the_area(ticket, carol):
    people = crowd(*forty_areas(), number=60)
    User.objects.filter(pk__in=[each.pk for each in people[:2]]).update(
        name="Zoltan Kiss", name_words="zoltan kiss"
    )
    answer = read(browser(carol).post("/people/queue/", {"named": "kiss"}))
    assert re.findall(r'data-path="([^"]+)"', answer) == ["Art Unit 2100", "Art Unit 2101"]


def test_whose_whole_name_it_is_comes_first_however_many_begin_so(dana, sven):
    crowd(*forty_areas(), number=200)
    User.objects.filter(username="quill150").update(name="Stand Quill", name_words="stand quill")
    User.objects.filter(username="quill199").update(name="Quill", name_words="quill")
    assert suggested(sven, "rule", "quill")[0].startswith("Quill (")
    assert suggested(dana, "forward", "quill")[0].startswith("Quill,")
    assert len(suggested(sven, "rule", "quill")) == SHORT
    assert suggested(sven, "rule", "stand quill")[0].startswith("Stand Quill (")


def test_a_name_of_the_area_counts_where_one_forwards_and_names_go_first(dana, zoe):
    petra = cast.staff("petronella", cast.area("Zoning"), name="Petronella Zoran")
    cast.staff("pia", other_area(), name="Pia Lund")
    assert suggested(dana, "forward", "pet") == [
        "Petitions",
        f"{petra}, not signed in",
        "Pia Lund, not signed in",
        "Zoë Abara, not signed in",
    ]
    assert suggested(dana, "forward", "pet zo") == [f"{petra}, not signed in", "Zoë Abara, not signed in"]
    assert suggested(dana, "forward", "zo pia") == []


def test_a_suggestion_asks_no_more_of_thousands_and_reads_no_more_rows(ticket, dana, carol, sven):
    def asked() -> dict[str, int]:
        counts = {}
        for who, among, query in (
            (dana, "forward", ""),
            (dana, "assign", f"?ticket={ticket.pk}"),
            (sven, "rule", ""),
            (carol, "queue", ""),
        ):
            client = browser(who)
            client.get("/account/")
            with CaptureQueriesContext(connection) as captured:
                client.post(f"/people/{among}/{query}", {"named": "quill"})
            counts[among] = len(captured)
        return counts

    crowd(ticket.area, *forty_areas(), number=200)
    few = asked()
    crowd(ticket.area, *forty_areas(), number=2_000)
    assert asked() == few
    for people in (Workplaces(), holders([ticket.area_id]), holders_seen_by(carol), holders_by_rule(sven)):
        assert len(people.known(("quill",))) <= SHORT + 1
