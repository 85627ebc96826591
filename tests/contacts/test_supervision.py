"""The figures: what they count, for whom, and that each leads to exactly its tickets."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import FollowUp, Participation, Ticket
from contacts.office_time import start_of_day
from contacts.queries.supervision import supervision
from tests import cast
from tests.contacts.acts import browser, promise, put_back, resolve

pytestmark = pytest.mark.django_db
FOLD = '<details class="panel__fold">'
LINK = re.compile(r'href="(/tickets/\?[^"]+)">(\d+)<')


def due(ticket: Ticket, person, at) -> None:
    follow_up = promise(ticket, person)
    FollowUp.objects.filter(pk=follow_up.pk).update(due_at=at)
    Ticket.objects.filter(pk=ticket.pk).update(due_key=at)


@pytest.fixture
def busy(dana, mara, luis, sven):
    """Two areas at work: some overdue, some due soon, some that nobody has, some resolved."""
    now = timezone.now()
    for person, number in ((dana, 4), (mara, 2), (luis, 3)):
        made = [cast.ticket(person) for _ in range(number)]
        due(made[0], person, now - timedelta(hours=3))
        due(made[1], person, now + timedelta(minutes=40))
        put_back(cast.ticket(person), person)
        resolve(cast.ticket(person), person)
    resolve(cast.ticket(dana), mara)
    yesterday = cast.ticket(dana)
    resolve(yesterday, dana)
    Ticket.objects.filter(pk=yesterday.pk).update(resolved_at=start_of_day(now) - timedelta(seconds=1))
    # What sven took part in is seen by him, and is none of his figures.
    theirs = cast.ticket(luis)
    Participation.objects.create(ticket=theirs, user=sven)
    Ticket.objects.filter(pk=theirs.pk).update(assignee=luis)


def test_the_figures_are_those_of_ones_areas(busy, sven, cleo):
    mine, all_of_them = supervision(cast.again(sven)).total, supervision(cast.again(cleo)).total
    assert (mine.open, mine.overdue, mine.soon, mine.resolved) == (8, 2, 4, 3)
    assert (all_of_them.open, all_of_them.overdue, all_of_them.resolved) == (13, 3, 4)
    assert mine.oldest == Ticket.objects.unresolved().filter(area__slug="filing-receipts").earliest("pk")


def test_the_areas_and_the_agents_add_up(busy, cleo):
    found = supervision(cast.again(cleo))
    for parts in (found.areas, found.agents):
        for name in ("open", "overdue", "soon", "today", "resolved"):
            assert sum(getattr(each, name) for each in parts) == getattr(found.total, name), name
    by_name = {each.name: each for each in found.agents}
    assert found.agents[0].name == "Nobody" and by_name["Nobody"].open == 3
    assert (by_name["Dana Hollis"].open, by_name["Dana Hollis"].resolved) == (4, 1)
    assert by_name["Mara Lind"].resolved == 2, "who resolved it counts, not who held it"


@pytest.mark.parametrize("person", ["sven", "cleo"])
def test_each_figure_leads_to_exactly_its_tickets(person, request, busy, dana):
    client = browser(request.getfixturevalue(person))
    links = LINK.findall(client.get("/supervision/").content.decode())
    assert len(links) > 20
    for address, number in links:
        page = client.get(unescape(address)).content.decode()
        assert page.count('<tr id="T') == int(number), address
        assert "There is no such choice" not in page and "this shows resolved" not in page, address


def test_a_supervisor_without_an_open_ticket_sees_noughts(sven, filing):
    page = browser(sven).get("/supervision/")
    assert page.status_code == 200
    assert [each.name for each in supervision(cast.again(sven)).areas] == [filing.name]
    assert "Nobody holds a ticket." in page.content.decode()


def test_every_nought_leads_to_its_empty_list(sven, filing):
    page = browser(sven).get("/supervision/").content.decode()
    row = page.partition(f'<th scope="row">{filing.name}</th>')[2].partition("</tr>")[0]
    assert row.count(">0<") == len(re.findall(r'<a href="[^"]+">0<', row)) == 5


def test_many_areas_of_a_supervisor_are_counted_and_named_on_asking(sven, filing):
    heads = ("/supervision/", "/supervision/review/")
    for address in heads:
        assert "your 1 areas" not in browser(sven).get(address).content.decode()
    for n in range(40):
        sven.memberships.create(area=cast.area(f"Art Unit {n}"))
    for address in heads:
        page = browser(sven).get(address).content.decode()
        assert "your 41 areas</span></summary>Art Unit 0, " in page


@pytest.fixture
def forty(sven, filing):
    """Forty areas of a supervisor, nothing in any of them."""
    areas = [cast.area(f"Art Unit {n:02}") for n in range(40)]
    for each in areas:
        sven.memberships.create(area=each)
    return areas


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row">([^<]+)</th>', page)


def test_of_many_areas_those_with_nothing_open_are_folded(busy, forty, sven):
    page = browser(sven).get("/supervision/").content.decode()
    shown, _, folded = page.partition('id="h-agents"')[0].partition(FOLD)
    assert "40 areas with nothing open</summary>" in folded
    assert names(shown) == ["Filing Receipts"]
    assert names(folded) == [each.name for each in forty], "by name, as the others"
    cast.ticket(cast.staff("pia", forty[7]), topic=cast.topic("Restriction", forty[7]))
    Ticket.objects.filter(topic__name="Restriction").update(area=forty[7])
    page = browser(sven).get("/supervision/").content.decode()
    shown, _, folded = page.partition('id="h-agents"')[0].partition(FOLD)
    assert names(shown) == ["Art Unit 07", "Filing Receipts"]
    assert "39 areas with nothing open</summary>" in folded


def test_what_was_resolved_in_folded_areas_is_said_and_each_figure_leads_there(forty, sven, dana):
    for area in forty[3:5]:
        done = cast.ticket(dana)
        resolve(done, dana)
        Ticket.objects.filter(pk=done.pk).update(area=area)
    client = browser(sven)
    page = client.get("/supervision/").content.decode()
    assert "41 areas with nothing open, 2 resolved today</summary>" in page
    assert "Nothing is open in any of your areas." in page
    folded = page.partition(FOLD)[2].partition("</details>")[0]
    links = [(address, number) for address, number in LINK.findall(folded) if "art-unit-03" in address]
    assert [number for _, number in links] == ["0", "0", "0", "0", "1"]
    for address, number in links:
        assert client.get(unescape(address)).content.decode().count('<tr id="T') == int(number), address


def test_ones_own_page_folds_a_long_list_of_areas(forty, sven, dana):
    page = browser(sven).get("/account/").content.decode()
    assert '<span class="link">41 areas</span></summary>Art Unit 00, Art Unit 01, ' in page
    assert "<dd>Filing Receipts</dd>" in browser(dana).get("/account/").content.decode()


def test_few_areas_are_all_shown(sven, filing):
    for n in range(7):
        sven.memberships.create(area=cast.area(f"Art Unit {n}"))
    page = browser(sven).get("/supervision/").content.decode()
    assert len(names(page)) == 8 and "panel__fold" not in page
    sven.memberships.create(area=cast.area("Art Unit 7"))
    assert "9 areas with nothing open" in browser(sven).get("/supervision/").content.decode()


def test_the_entry_is_in_the_bar_of_supervisors_alone(sven, dana, petra):
    assert 'href="/supervision/"' in browser(sven).get("/supervision/").content.decode()
    for person, address in ((dana, "/desk/"), (petra, "/privacy/")):
        assert 'href="/supervision/"' not in browser(person).get(address).content.decode()


def test_many_agents_are_cut_and_shown_on_asking(cleo, filing, monkeypatch):
    monkeypatch.setattr("contacts.views.supervision.AGENTS", 2)
    for number in range(4):
        cast.ticket(cast.staff(f"agent{number}", filing))
    page = browser(cleo).get("/supervision/").content.decode()
    assert "Show 2 more" in page and "Agent3" not in page
    assert "Agent3" in browser(cleo).get("/supervision/?agents=all").content.decode()


def test_unresolved_tickets_are_counted_once_in_a_partial_index(busy, sven):
    with CaptureQueriesContext(connection) as captured:
        supervision(cast.again(sven))
    counting = [each["sql"] for each in captured if "COUNT" in each["sql"] and "due_key" in each["sql"]]
    assert len(counting) == 1


@pytest.mark.parametrize(
    "query", ["assignee=x", "assignee=99999", "resolved_by=0", "resolved=ever", "area=Mine"]
)
def test_an_unknown_choice_gets_a_sentence(query, dana, ticket):
    answer = browser(dana).get(f"/tickets/?{query}")
    assert answer.status_code == 200
    assert "There is no such choice" in answer.content.decode()


def test_resolved_and_due_do_not_go_together_and_say_so(dana, ticket):
    page = browser(dana).get("/tickets/?resolved=today&due=overdue&sort=due").content.decode()
    assert "What is open or due is not resolved" in page
