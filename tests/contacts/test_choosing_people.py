"""Choosing one of the staff: all of them where they are few, else a short list and whoever is named."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.forms import drafts
from contacts.models import RoutingRule, Ticket
from tests import cast
from tests.contacts.acts import BY_NAME, browser, business_changes, other_area
from tests.contacts.choosing import read, suggested
from tests.contacts.crowd import crowd, forty_areas
from uccms.accounts.models import User
from uccms.accounts.queries.choosing_people import SHORT

pytestmark = pytest.mark.django_db
FORWARD, ASSIGN = BY_NAME["forward"], BY_NAME["assign"]


def now(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def error_of(answer, field: str = "to") -> str:
    part = answer.content.decode().split(f'id="id_{field}_error"')[1].split("</p>")[0]
    return html.unescape(re.sub(r"<[^>]+>", "", part)).removeprefix(">")


def select_of(answer, name: str = "to") -> str:
    return re.search(rf'<select[^>]* ?name="{name}".*?</select>', read(answer), re.S)[0]


def offered(answer, name: str = "to") -> list[str]:
    return re.findall(r">([^<]+)</option>", select_of(answer, name))


def rule(**fields) -> dict:
    known = {"submission_id": str(cast.uuid.uuid4()), "name": "Revivals", "area": cast.area().pk}
    return known | {"to": other_area().pk} | fields


# -- how large the pages are ------------------------------------------------------------------------------

PAGES = {
    "forward": ("dana", lambda ticket: FORWARD.address(ticket), "to"),
    "assign": ("dana", lambda ticket: ASSIGN.address(ticket), "to"),
    "assign_several": ("dana", lambda ticket: f"/tickets/assign/?ticket={ticket.pk}", "to"),
    "rule": ("sven", lambda ticket: "/supervision/rules/new/", "holder"),
    "queue": ("dana", lambda ticket: "/tickets/", "assignee"),
    "queue_of_the_center": ("carol", lambda ticket: "/tickets/", "assignee"),
}


def pages(request, ticket: Ticket) -> dict:
    found = {}
    for name, (person, address, field) in PAGES.items():
        client = browser(request.getfixturevalue(person))
        client.get("/account/")  # what only the first page of a session asks is not counted
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address(ticket))
        found[name] = (len(captured), len(offered(answer, field)), len(answer.content), field, answer)
    return found


def test_at_two_thousand_people_no_page_lists_them_and_none_asks_more(request, ticket, filing, carol):
    areas = [filing, cast.call_center(), *forty_areas()]
    crowd(*areas, number=SHORT * len(areas))
    few = pages(request, ticket)
    crowd(*areas, number=2_000)
    for name, (queries, options, size, field, answer) in pages(request, ticket).items():
        assert options <= len(areas) + SHORT + 4, name
        assert size < 30_000, name
        assert "data-people" in select_of(answer, field), name
        assert queries == few[name][0], name
        assert abs(size - few[name][2]) < 200, name


def test_where_all_fit_the_list_is_as_it_always_was(request, ticket, dana, sven, carol):
    crowd(ticket.area, number=SHORT - User.objects.count())
    for name, (_, options, _, field, answer) in pages(request, ticket).items():
        assert options >= SHORT, name
        assert not re.search("data-people|data-named|noscript", select_of(answer, field)), name
        assert "_named" not in read(answer) and "by name …" not in read(answer), name
        assert ("data-combobox" in select_of(answer, field)) is (name == "forward"), name
    crowd(ticket.area, number=2)  # one more than a list holds, also of the area's own
    for name, (_, _, _, field, answer) in pages(request, ticket).items():
        assert "data-people" in select_of(answer, field), name


def test_the_short_list_has_those_of_the_areas_at_hand_by_name(ticket, dana, mara, zoe, carol):
    crowd(*forty_areas(), number=60)
    groups = select_of(browser(dana).get(FORWARD.address(ticket)))
    own = groups.split('<optgroup label="Filing Receipts">')[1].split("</optgroup>")[0]
    assert re.findall(r">([^<]+)</option>", own) == ["Dana Hollis", "Mara Lind, not signed in"]
    assert "Zoë" not in groups and "Quill" not in groups and ">Petitions</option>" in groups
    crowd(cast.call_center(), number=60)
    assert offered(browser(dana).get(ASSIGN.address(ticket))) == [
        "Nobody: back into the queue",
        "Dana Hollis",
        "Mara Lind",
    ]
    assert "Carol Byrd" in offered(browser(carol).get("/tickets/"), "assignee")
    assert "Zoë Abara" not in offered(browser(carol).get("/tickets/"), "assignee")


# -- a name, as the page without script sends it ----------------------------------------------------------


@pytest.mark.parametrize("named", ["Zoë Abara", "zoe abara", "aba zo", " ZOE ", "petitions aba"])
def test_somebody_who_is_not_listed_gets_the_ticket_by_name(named, ticket, dana, zoe):
    crowd(*forty_areas(), number=60)
    assert "Zoë" not in select_of(browser(dana).get(FORWARD.address(ticket)))
    answer = FORWARD.send(dana, ticket, to="", to_named=named)
    assert answer.status_code == 302
    assert (now(ticket).area, now(ticket).assignee) == (other_area(), zoe)


def test_an_area_is_named_too(ticket, dana, zoe):
    FORWARD.send(dana, ticket, to="", to_named="Petitions")
    assert (now(ticket).area, now(ticket).assignee) == (other_area(), None)


def test_a_name_goes_before_what_was_chosen_in_the_list(ticket, dana, zoe):
    FORWARD.send(dana, ticket, to=cast.area("Assignments").pk, to_named="zoe")
    assert now(ticket).assignee == zoe


def test_several_of_a_name_get_a_sentence_and_stand_first_in_the_list(ticket, dana, zoe):
    crowd(*forty_areas(), number=60)
    other = cast.staff("zoltan", cast.area("Art Unit 2100"), name="Zoltan Abara")
    before = business_changes()
    sent = {"to": "", "to_named": "abara", "note": "Please look."}
    answer = FORWARD.send(dana, ticket, **sent)
    assert answer.status_code == 422
    assert error_of(answer) == "2 are called “abara”. Choose one of them in the list. "
    group = select_of(answer).split('<optgroup label="Called “abara”">')[1].split("</optgroup>")[0]
    assert re.findall(r">([^<]+)</option>", group) == [
        "Zoltan Abara, not signed in (Art Unit 2100)",
        "Zoë Abara, not signed in (Petitions)",
    ]
    assert 'name="to_named" type="text" value="abara"' in read(answer)
    assert "Please look." in read(answer)
    assert business_changes() == before
    sent |= {"to": f"{cast.area('Art Unit 2100').pk}-{other.pk}"}
    assert FORWARD.send(dana, ticket, **sent).status_code == 302, "with what was typed still there"
    assert now(ticket).assignee == other


def test_the_area_that_is_chosen_says_which_of_several(ticket, dana, zoe):
    cast.staff("zoltan", cast.area("Art Unit 2100"), name="Zoltan Abara")
    FORWARD.send(dana, ticket, to=other_area().pk, to_named="abara")
    assert now(ticket).assignee == zoe


def test_whose_whole_name_it_is_is_meant_though_others_begin_so(ticket, dana, zoe):
    cast.staff("zoes", other_area(), name="Zoë Abarades")
    FORWARD.send(dana, ticket, to="", to_named="zoe abara")
    assert now(ticket).assignee == zoe


def test_too_many_of_a_name_are_not_listed(ticket, dana):
    crowd(*forty_areas(), number=60)
    answer = FORWARD.send(dana, ticket, to="", to_named="quill")
    assert error_of(answer) == "More than 50 are called “quill”. Write more of the name. "
    assert "Called" not in select_of(answer)


@pytest.mark.parametrize("named", ["Nobody Known", "<b>", "—", "x" * 500, "\x00Ghost", "%", "٣"])
def test_a_name_that_is_nobodys_gets_a_sentence_and_stays(named, ticket, dana):
    crowd(*forty_areas(), number=60)
    before = business_changes()
    answer = FORWARD.send(dana, ticket, to="", to_named=named, note="Please look.")
    assert answer.status_code == 422
    shown = named.replace("\x00", "")[:120]
    assert error_of(answer) == f"Nobody who can be chosen here is called “{shown}”. Check how it is written. "
    assert f'value="{html.escape(shown)}"' in answer.content.decode()
    assert "Please look." in read(answer)
    assert "<b>" not in answer.content.decode()
    assert business_changes() == before


def test_who_cannot_be_chosen_is_called_by_no_name(ticket, dana, sven, zoe, petra):
    cast.staff("gone", other_area(), name="Gwen Gone")
    User.objects.filter(username="gone").update(is_active=False)
    for person in ("Gwen Gone", "Petra Voss"):
        assert "Nobody who can be chosen here" in error_of(FORWARD.send(dana, ticket, to="", to_named=person))
        for among in ("queue", "forward", "rule"):
            assert suggested(sven, among, person) == []
    assert "Nobody who can be chosen here" in error_of(ASSIGN.send(dana, ticket, to="", to_named="zoe"))
    assert now(ticket).assignee == dana
    answer = FORWARD.send(dana, ticket, to=f"{ticket.area_id}-{zoe.pk}", to_named="")
    assert answer.status_code == 422, "an id from the browser is looked at as ever"


def test_a_ticket_is_assigned_by_name(ticket, dana, mara):
    crowd(ticket.area, number=60)
    assert ASSIGN.send(dana, ticket, to="", to_named="mara").status_code == 302
    assert now(ticket).assignee == mara
    ASSIGN.send(dana, ticket, to="")
    assert now(ticket).assignee is None, "nothing chosen and nothing typed is nobody, as ever"


def test_several_are_assigned_by_name(ticket, dana, mara):
    crowd(ticket.area, number=60)
    sent = {"submission_id": str(cast.uuid.uuid4()), "ticket": f"{ticket.pk}.{ticket.version}"}
    answer = browser(dana).post("/tickets/assign/", sent | {"to": "", "to_named": "stand0"})
    assert answer.status_code == 422
    assert "More than 50 are called “stand0”" in error_of(answer)
    assert browser(dana).post("/tickets/assign/", sent | {"to": "", "to_named": "mara l"}).status_code == 302
    assert now(ticket).assignee == mara


def test_a_rule_names_who_is_not_listed_and_its_form_shows_them_again(sven, zoe):
    crowd(*forty_areas(), number=60)
    cast.staff("zoltan", other_area(), name="Zoltan Abara")
    page = browser(sven).get("/supervision/rules/new/")
    assert "Zoë Abara (Petitions)" not in offered(page, "holder")
    answer = browser(sven).post("/supervision/rules/new/", rule(holder="", holder_named="abara"))
    assert error_of(answer, "holder").startswith("2 are called “abara”.")
    answer = browser(sven).post("/supervision/rules/new/", rule(holder="turn", holder_named="zoe"))
    assert answer.status_code == 302
    made = RoutingRule.objects.get()
    assert (made.person, made.in_turn) == (zoe, False)
    assert f'<option value="{zoe.pk}" selected>' in read(browser(sven).get(f"/supervision/rules/{made.pk}/"))


def test_who_was_chosen_outside_the_list_is_chosen_in_the_form_again(ticket, dana, zoe):
    crowd(*forty_areas(), number=60)
    chosen = f"{other_area().pk}-{zoe.pk}"
    answer = FORWARD.send(dana, ticket, to=chosen, note="Caller says 219-09-9999 is it.")
    assert answer.status_code == 422
    assert f'<option value="{chosen}" data-path="Petitions" selected>' in select_of(answer)


def test_a_name_that_is_not_settled_is_in_no_draft():
    assert drafts.is_kept("forward", "to") and not drafts.is_kept("forward", "to_named")


# -- where more are called so than a list has -------------------------------------------------------------


def test_of_more_than_a_list_has_the_one_who_was_chosen_is_meant(ticket, dana, sven):
    areas = forty_areas()
    people = crowd(*areas, number=200)
    there = people[123].memberships.get().area
    sent = {"to": f"{there.pk}-{people[123].pk}", "to_named": "quill"}
    assert FORWARD.send(dana, ticket, **sent).status_code == 302
    assert now(ticket).assignee == people[123]
    one = cast.staff("quillon", cast.area("Zoning"), name="Quillon Byrd")
    answer = browser(sven).post(
        "/supervision/rules/new/", rule(to=one.memberships.get().area_id, holder=one.pk, holder_named="quill")
    )
    assert answer.status_code == 302 and RoutingRule.objects.get().person == one


def test_of_more_than_a_list_has_the_only_one_of_the_chosen_area_is_meant(ticket, dana):
    crowd(*forty_areas(), number=200)
    one = cast.staff("quillon", cast.area("Zoning"), name="Quillon Byrd")
    answer = FORWARD.send(dana, ticket, to=one.memberships.get().area_id, to_named="quill")
    assert answer.status_code == 302 and now(ticket).assignee == one


# -- the queue, without script ----------------------------------------------------------------------------


def test_the_queue_of_somebody_who_is_not_listed_is_found_on_a_page(ticket, carol, dana):
    crowd(*forty_areas(), number=60)
    page = read(browser(carol).get("/tickets/?state=all&sort=oldest"))
    (address,) = re.findall(r'<noscript><a href="([^"]+)"', page)
    assert "Whose tickets?" in read(browser(carol).get(address))
    answer = browser(carol).post("/tickets/whose/", {"back": "state=all&sort=oldest", "named": "dana h"})
    assert answer.url == f"/tickets/?state=all&assignee={dana.pk}&sort=oldest"
    page = read(browser(carol).get(answer.url))
    assert f'<option value="{dana.pk}" selected>Dana Hollis</option>' in page
    assert ticket.number in page


def test_several_are_links_and_no_name_stands_in_an_address(carol, dana, zoe):
    cast.staff("zoltan", other_area(), name="Zoltan Abara")
    answer = browser(carol).post("/tickets/whose/", {"back": "state=all&next=//evil", "named": "abara"})
    assert answer.status_code == 422
    page = read(answer)
    assert "2 are called “abara”." in page and 'value="abara"' in page
    links = re.findall(r'<a href="(/tickets/\?[^"]*assignee[^"]*)">([^<]+)</a>', page)
    assert links[1] == (f"/tickets/?state=all&assignee={zoe.pk}", "Zoë Abara")
    assert "abara" not in str([address for address, _ in links]).lower()
    answer = browser(dana).post("/tickets/whose/", {"named": "zoe"})
    assert "Nobody who can be chosen here is called “zoe”." in read(answer)
