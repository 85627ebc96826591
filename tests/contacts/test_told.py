"""What the timeline says of each thing that happened."""

import html
import re

import pytest

from contacts.models import FollowUp, RoutingRule, Ticket, TimelineEntry
from contacts.template_words.told import told
from uccms.accounts.models import BusinessArea, User

Kind = TimelineEntry.Kind
DANA, RAY = User(pk=1, name="Dana <b>"), User(pk=2, name="Ray")
HERE, THERE = BusinessArea(name="Call center"), BusinessArea(name="Receipts & fees")
SAID = {
    Kind.ATTACHED: "Attached by Dana <b>",
    Kind.ASSIGNED: "Assigned to Ray by Dana <b>, with a note",
    Kind.FORWARDED: "Forwarded by Dana <b> from Call center to Receipts & fees, to Ray",
    Kind.PROMISED: "Follow-up promised by Dana <b> for ",
    Kind.KEPT: "Follow-up kept by Dana <b>, promised for ",
    Kind.WITHDRAWN: "Follow-up withdrawn by Dana <b>, promised for : <i>No need</i>",
    Kind.WAITING: "Waiting for the customer, set by Dana <b>",
    Kind.DUE: "Open again, a follow-up’s time has come",
    Kind.RESOLVED: "Resolved by Dana <b>",
    Kind.REOPENED: "Given back to Ray by Dana <b>, after a quality review",
    Kind.CORRECTED: "A text was corrected by Dana <b>",
    Kind.REMOVED: "Something was removed by Dana <b>: <u> (unheard)",
    Kind.ROUTED: "Routed by rule “Fees” from Call center to Receipts & fees, given to Ray, priority high",
    Kind.PRIORITIZED: "Priority high, set by Dana <b>",
    Kind.CLOSED: "Closed, as nothing more was asked after the resolution",
    Kind.MERGED: "Merged into T7 by Dana <b>",
    Kind.TOOK_IN: "Merged in: T7, by Dana <b>",
    Kind.UNMERGED: "Merge undone with T7 by Dana <b>",
    Kind.SPLIT: "A contact was split off into T7 by Dana <b>",
    Kind.SPLIT_FROM: "Split off from T7 by Dana <b>",
    Kind.LINKED: "Linked with T7 by Dana <b>",
    Kind.UNLINKED: "Link removed with T7 by Dana <b>",
}


def entry(kind: str, **facts) -> TimelineEntry:
    known = {
        "by": DANA, "person": RAY, "origin": HERE, "to": THERE, "text": "<u>", "basis": "unheard",
        "follow_up": FollowUp(reason="<i>No need</i>"), "rule": RoutingRule(name="Fees"),
        "priority": Ticket.Priority.HIGH, "other": Ticket(pk=7),
    }  # fmt: skip
    return TimelineEntry(kind=kind, **(known | facts))


def words(written: str) -> str:
    """What a reader sees of it."""
    return html.unescape(re.sub(r"</?(strong|span|a)\b[^>]*>", "", written))


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.NOTE])
def test_each_kind_has_its_sentence_in_which_names_and_texts_are_text(kind):
    assert words(told(entry(kind))) == SAID[kind]


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        (Kind.ASSIGNED, {"person": DANA}, "Taken by Dana <b>"),
        (Kind.ASSIGNED, {"person": None}, "Put back into the queue by Dana <b>"),
        (Kind.ASSIGNED, {"text": ""}, "Assigned to Ray by Dana <b>"),
        (Kind.FORWARDED, {"person": None}, "Forwarded by Dana <b> from Call center to Receipts & fees"),
        (Kind.RESOLVED, {"by": None}, "Resolved"),
        (Kind.REOPENED, {"person": None}, "Reopened by Dana <b>"),
        (Kind.REOPENED, {"person": None, "contact_id": 3}, "Reopened by Dana <b>, through a contact"),
        (Kind.ROUTED, {"to": None, "person": None, "priority": ""}, "Routed by rule “Fees”"),
        (Kind.PRIORITIZED, {"priority": "normal"}, "Priority normal again, set by Dana <b>"),
        (Kind.MERGED, {"other": None}, "Merged into another ticket by Dana <b>"),
    ],
)
def test_it_says_what_is_known(kind, facts, said):
    assert words(told(entry(kind, **facts))) == said


def test_only_a_ticket_that_the_reader_may_open_is_a_link():
    linked = entry(Kind.LINKED)
    assert '<a href="/tickets/T7/">T7</a>' in told(linked, {7})
    assert "href" not in told(linked, {8}) and "href" not in told(linked, "")
