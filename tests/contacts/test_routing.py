"""A new ticket goes where the first rule that fits says, once, and its timeline says which rule that was."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.actions.logging_contacts import Forwarded, KeptOpen, Resolved
from contacts.actions.taking_next import take_next
from contacts.models import RoutingRule, Ticket
from contacts.presence import present_members
from contacts.queries.queue_choices import Choice, chosen
from tests import cast
from tests.contacts.acts import at_once, browser, lines
from uccms.accounts.models import User

pytestmark = pytest.mark.django_db
QUEUE = KeptOpen("queue")


def rule(name: str = "To Petitions", **facts) -> RoutingRule:
    """A running rule for all areas that sends every ticket to Petitions, unless `facts` say otherwise."""
    area = facts.get("area")
    position = RoutingRule.objects.filter(area=area).count() + 1
    known = {"position": position, "is_running": True, "submission_id": uuid.uuid4()}
    known |= {} if "priority" in facts else {"to": cast.area("Petitions")}
    return RoutingRule.objects.create(**known | {"name": name} | facts)


def opened(by, **facts) -> Ticket:
    """A ticket that its agent leaves to the queue, as the database has it."""
    ticket = cast.ticket(by, outcome=QUEUE, **facts)
    return Ticket.objects.get(pk=ticket.pk)


def sign_in(*people: User) -> list[Client]:
    """Sessions of these people, each with the browser that has it."""
    browsers = [Client() for _ in people]
    for each, person in zip(browsers, people, strict=True):
        each.force_login(person)
    return browsers


def test_a_ticket_that_fits_goes_there_and_the_timeline_says_by_which_rule(dana, petitions, filing):
    known = rule(words="revive")
    ticket = opened(dana, description="Wants to revive an application.")
    assert (ticket.area, ticket.assignee, ticket.forwarded_from) == (petitions, None, filing)
    [line] = lines(ticket, "routed")
    assert (line.rule, line.origin, line.to, line.by) == (known, filing, petitions, None)
    assert Ticket.objects.visible_to(cast.again(dana)).filter(pk=ticket.pk).exists(), "who logged it sees it"


def test_the_page_of_the_ticket_names_the_rule(dana, client):
    rule("Revivals")
    ticket = opened(dana)
    client.force_login(dana)
    page = client.get(f"/tickets/T{ticket.pk}/").content.decode()
    assert "by rule “Revivals” from Filing Receipts to <strong>Petitions</strong>" in page


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Please REVIVE it.", True),
        ("revive,now", True),
        ("It was revived.", False),
        ("He asks for his Money\n back!", True),
        ("Money is not back.", False),
        ("Über-résumé", True),
        ("", False),
    ],
)
def test_words_are_whole_and_blind_to_case_and_accents(text, fits, dana, petitions):
    rule(words="revive, money back, UBER RESUME")
    ticket = opened(dana, description=text or "x")
    assert (ticket.area == petitions) is fits


def test_a_topic_means_those_below_it_too(dana, petitions, filing):
    patents = cast.topic("Patents")
    below = cast.topic("Filing", parent=patents)
    leaf = cast.topic("Filing receipt: copy", parent=below)
    rule(topic=patents)
    assert opened(dana, topic=leaf).area == petitions
    assert opened(dana, topic=patents).area == petitions
    assert opened(dana, topic=cast.topic("Trademarks")).area == filing


def test_the_channel_is_asked(dana, petitions, filing):
    rule(channel="fax")
    assert opened(dana, channel="fax").area == petitions
    assert opened(dana).area == filing


@pytest.mark.parametrize(
    ("matters", "fits"),
    [
        ([("application", "29/482,917")], True),
        ([("patent", "7,123,456"), ("application", "29/000,001")], True),
        ([("application", "11/482,917")], False),
        ([("docket", "29-ABC")], False),
        ([], False),
    ],
)
def test_a_matter_is_asked_by_kind_and_how_its_number_begins(matters, fits, dana, petitions):
    rule(matter_kind="application", matter_prefix="29/")
    assert (opened(dana, matters=matters).area == petitions) is fits


def test_whether_the_customer_has_an_open_ticket_is_asked(dana, marisol, petitions, filing):
    rule(open_ticket="yes")
    first = opened(dana, customer=marisol)
    assert first.area == filing, "a ticket is no other ticket of its own customer"
    assert opened(dana, customer=marisol).area == petitions
    assert opened(dana).area == filing, "nobody knows who called"


def test_the_first_that_fits_wins_and_an_areas_own_go_before_those_for_all(dana, filing, petitions):
    rule("For all", to=cast.area("Assignments"))
    later = rule("Second", area=filing, to=petitions)
    stopped = rule("Stopped", area=filing, to=cast.area("Mail Room"), is_running=False)
    RoutingRule.objects.filter(pk=stopped.pk).update(position=0)
    assert lines(opened(dana), "routed")[0].rule == later
    RoutingRule.objects.filter(pk=later.pk).update(is_running=False)
    assert opened(dana).area == cast.area("Assignments")


def test_a_rule_of_an_area_is_for_tickets_that_come_to_it(luis, dana, filing):
    rule(area=filing, to=cast.area("Assignments"))
    theirs = opened(luis, topic=cast.topic("Petition", luis.areas[0]))
    assert theirs.area == luis.areas[0]
    assert lines(theirs, "routed") == []


def test_it_is_applied_once_and_not_to_what_comes_later(dana, petitions):
    rule()
    ticket = opened(dana)
    cast.contact(dana, ticket=ticket, outcome=KeptOpen("as_is"))
    assert len(lines(ticket, "routed")) == 1


@pytest.mark.parametrize("by_hand", ["mine", "forwarded", "resolved"])
def test_what_an_agent_decided_by_hand_goes_before_a_rule(by_hand, dana, filing):
    rule(to=cast.area("Petitions"))
    assignments = cast.area("Assignments")
    outcome = {
        "mine": KeptOpen("mine"),
        "forwarded": Forwarded(assignments),
        "resolved": Resolved(cast.code(), "Told so."),
    }[by_hand]
    ticket = Ticket.objects.get(pk=cast.ticket(dana, outcome=outcome).pk)
    assert ticket.area == (assignments if by_hand == "forwarded" else filing)
    assert ticket.assignee == (dana if by_hand == "mine" else None)
    assert lines(ticket, "routed") == []


def test_a_priority_is_set_also_where_an_agent_decided_whose_it_is(dana):
    rule(words="deadline", priority="high", to=cast.area("Petitions"))
    ticket = Ticket.objects.get(pk=cast.ticket(dana, description="A deadline is today.").pk)
    assert (ticket.priority, ticket.assignee) == ("high", dana)
    assert lines(ticket, "routed")[0].priority == "high"


def test_the_person_of_a_rule_gets_the_ticket_and_sees_it(dana, luis, petitions):
    rule(person=luis)
    ticket = opened(dana)
    assert (ticket.area, ticket.assignee) == (petitions, luis)
    assert lines(ticket, "routed")[0].person == luis


def test_a_rule_whose_person_left_or_whose_area_is_closed_is_passed_over(dana, luis, petitions, filing):
    rule(person=luis)
    User.objects.filter(pk=luis.pk).update(is_active=False)
    assert opened(dana).area == filing
    User.objects.filter(pk=luis.pk).update(is_active=True)
    luis.memberships.all().delete()
    assert opened(dana).area == filing, "who works elsewhere holds nothing here"
    rule("To all of them", to=petitions)
    assert opened(dana).area == petitions, "the next rule decides"
    type(petitions).objects.filter(pk=petitions.pk).update(is_active=False)
    assert opened(dana).area == filing


def test_in_turn_goes_round_among_those_who_are_present(dana, luis, petitions):
    nora, omar = cast.staff("nora", petitions), cast.staff("omar", petitions)
    sign_in(luis, nora)
    rule(in_turn=True)
    assert [opened(dana).assignee for _ in range(4)] == [luis, nora, luis, nora]
    sign_in(omar)
    assert opened(dana).assignee == omar, "who was given nothing yet"
    assert set(present_members(petitions)) == {luis, nora, omar}


def test_in_turn_passes_over_who_has_signed_out(dana, luis, petitions, settings):
    """Signing in this morning counted until midnight: tickets went to people who had gone home."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    nora = cast.staff("nora", petitions)
    luis_at_the_desk, nora_at_home, nora_at_the_desk = sign_in(luis, nora, nora)
    rule(in_turn=True)
    assert luis_at_the_desk.post("/account/sign-out/").status_code == 302
    assert [opened(dana).assignee for _ in range(2)] == [nora, nora]
    nora_at_home.post("/account/sign-out/")
    assert opened(dana).assignee == nora, "who has another session"
    nora_at_the_desk.post("/account/sign-out/")
    assert opened(dana).assignee is None


def test_in_turn_with_nobody_present_waits_in_the_queue_of_the_area(dana, luis, petitions):
    User.objects.filter(pk=luis.pk).update(last_login=timezone.now())
    rule(in_turn=True)
    ticket = opened(dana)
    assert (ticket.area, ticket.assignee) == (petitions, None)


def test_who_is_away_is_passed_over_in_turn(dana, luis, petitions):
    nora = cast.staff("nora", petitions)
    sign_in(luis, nora)
    rule(in_turn=True)
    tomorrow = timezone.localdate() + timedelta(days=1)
    User.objects.filter(pk=luis.pk).update(away_until=tomorrow)
    assert [opened(dana).assignee for _ in range(2)] == [nora, nora]


@pytest.mark.django_db(transaction=True)
def test_two_tickets_at_once_go_to_two_people(dana, luis, petitions):
    nora = cast.staff("nora", petitions)
    sign_in(luis, nora)
    rule(in_turn=True)
    topic = cast.topic()
    for _ in range(5):
        two = at_once([lambda: opened(dana, topic=topic), lambda: opened(dana, topic=topic)])
        assert {each.assignee for each in two} == {luis, nora}, two


def test_high_priority_comes_first_in_next(dana, mara):
    older = opened(dana)
    due = opened(dana)
    Ticket.objects.filter(pk=due.pk).update(due_key=timezone.now())
    rule(priority="high")
    urgent = opened(dana)
    assert [take_next(by=cast.again(mara)) for _ in range(4)] == [urgent, due, older, None]


def test_many_rules_cost_as_many_queries_as_few(dana, luis, petitions, marisol):
    sign_in(luis)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            opened(dana, customer=marisol, matters=[("patent", "7,123,456")])
        return len(captured)

    def fill(number: int) -> None:
        for n in range(number):
            rule(f"Words {n}", words=f"nothing{n}", person=luis)
            rule(f"Topic {n}", topic=cast.topic(f"Other {n}", parent=cast.topic()))
            rule(f"Matter {n}", matter_kind="docket", open_ticket="no")

    fill(1)
    last = rule("In turn", in_turn=True)
    few = queries()
    fill(20)
    RoutingRule.objects.filter(pk=last.pk).update(position=1000)
    assert queries() == few


def test_the_database_refuses_a_rule_that_makes_no_sense(dana, luis, petitions):
    first = rule()
    senseless = [
        {"to": None, "priority": ""},
        {"to": None, "priority": "high", "person": luis},
        {"person": luis, "in_turn": True},
        {"matter_prefix": "29"},
    ]
    for each in senseless:
        with pytest.raises(IntegrityError), transaction.atomic():
            RoutingRule.objects.create(
                **{"name": "x", "position": 9, "to": petitions, "submission_id": uuid.uuid4()} | each
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        rule(position=first.position)
        connection.check_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=opened(dana).pk).update(priority="urgent")


def plan(tickets) -> str:
    """What PostgreSQL does for these tickets when it may not read the whole table."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    return tickets.explain()


def fill_the_table(area, number: int = 3000) -> None:
    """So many tickets that an index is worth choosing; one in a hundred has high priority."""
    topic, now = cast.topic(), timezone.now()
    Ticket.objects.bulk_create(
        Ticket(
            topic=topic, area=area, opened_at=now, channel="phone", priority="normal" if n % 100 else "high"
        )
        for n in range(number)
    )


def test_high_priority_is_a_range_of_an_index_in_next_and_in_the_queue(filing):
    fill_the_table(filing)
    high = Ticket.objects.filter(area=filing, priority="high").values("pk")
    free = high.filter(state="open", assignee=None).order_by("due_key", "id")[:1]
    shown = chosen(high, Choice(priority="high")).order_by("-pk")[:51]
    everywhere = chosen(Ticket.objects.values("pk"), Choice(priority="high")).order_by("-pk")[:51]
    resting = Ticket.objects.filter(state="resolved", resolved_at__lt=timezone.now()).order_by("resolved_at")
    for tickets, index in (
        (free, "ticket_high_that_nobody_has"),
        (shown, "ticket_high_by_area"),
        (everywhere, "ticket_high "),
        (resting.values("pk")[:500], "ticket_to_close"),
    ):
        found = plan(tickets)
        assert index in found and "Sort" not in found, found


def test_the_queue_marks_and_filters_what_has_high_priority(dana):
    plain = opened(dana, description="A plain question.")
    rule(priority="high")
    urgent = opened(dana, description="An urgent one.")
    page = browser(dana).get("/tickets/?priority=high").content.decode()
    assert urgent.number in page and plain.number not in page
    assert '<span class="badge badge--warn">High</span>' in page
    assert plain.number in browser(dana).get("/tickets/").content.decode()
    assert "no such choice for “Priority”" in browser(dana).get("/tickets/?priority=x").content.decode()
