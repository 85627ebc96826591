"""An issue that did not arrive: claimed once, within the window, with a ticket and one answer."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from sales_orders.actions.claiming_issues import answer_claim, claim_issue
from sales_orders.actions.shipping import ship_order
from sales_orders.errors import OrderError, WrongState
from sales_orders.models import Claim, StockLevel, SubscriptionIssue, SubscriptionTerms
from tests import cast
from tests.contacts.acts import browser
from tests.sales_orders.acts import again
from tests.sales_orders.test_subscriptions import issue, kept_issue, now, send, subscriber
from uccms.privacy.texts import TextRefused

pytestmark = pytest.mark.django_db


def sent(office, edition) -> SubscriptionIssue:
    """An issue of a subscriber that has left the house."""
    made = subscriber(office)
    send(office, edition)
    ship_order(again(made.lines.get().order), carrier="ups", by=office.processor)
    return made.issues.get()


def claimed(office, missing: SubscriptionIssue, *, by=None, **facts) -> Claim:
    known = {
        "channel": "phone",
        "topic": cast.topic(),
        "description": "The December issue did not arrive.",
        "submission_id": uuid.uuid4(),
    }
    return claim_issue(missing, by=by or office.agent, **known | facts)


def test_a_claim_is_a_ticket_once(office):
    missing, identifier = sent(office, issue(office)), uuid.uuid4()
    made = claimed(office, missing, submission_id=identifier)

    assert claimed(office, missing, submission_id=identifier) == made
    assert (made.ticket.customer, made.ticket.assignee) == (office.customer, office.agent)
    page = browser(office.agent).get(reverse("contacts:ticket", args=[made.ticket.pk])).content.decode()
    assert reverse("orders:order", args=[missing.line.order.number_key]) in page, (
        "from the ticket to its order"
    )
    with pytest.raises(WrongState, match="claimed already"):
        claimed(office, missing)
    with pytest.raises(PermissionDenied):
        claimed(office, missing, by=office.stranger)


def test_what_has_not_left_or_is_too_old_is_not_claimed(office):
    made = subscriber(office)
    send(office, issue(office))
    first = made.issues.get()
    with pytest.raises(WrongState, match="not left yet"):
        claimed(office, first)

    ship_order(again(made.lines.get().order), carrier="ups", by=office.processor)
    SubscriptionTerms.objects.update(claim_window=2)
    send(office, issue(office, 2))
    with pytest.raises(TextRefused):
        claimed(office, first, description="My card is 4111 1111 1111 1111")
    send(office, issue(office, 3))
    with pytest.raises(WrongState, match="too late"):
        claimed(office, first)
    assert not Claim.objects.exists()


def test_a_claim_is_answered_from_the_shelf_without_a_charge(office):
    here = kept_issue(office, 2)
    missing = sent(office, here)
    claim = claimed(office, missing)
    charged = again(missing.line.order).charged

    with pytest.raises(PermissionDenied):
        answer_claim(claim, answer="replaced", by=office.agent)
    answered = answer_claim(claim, answer="replaced", by=office.processor)

    placed = again(missing.line.order)
    assert (answered.answer, answered.order, placed.charged) == ("replaced", placed, charged)
    level = StockLevel.objects.get(pk=here.pk)
    assert (level.on_hand, level.allocated, placed.units_picked) == (1, 1, 1)
    assert now(missing.subscription).issues_sent == 1, "a replacement is no further issue"
    with pytest.raises(WrongState, match="answered already"):
        answer_claim(claim, answer="extended", by=office.processor)


def test_without_a_copy_one_issue_is_added(office):
    here = kept_issue(office, 1)
    claim = claimed(office, sent(office, here))

    with pytest.raises(OrderError, match="Only 0 of 1"):
        answer_claim(claim, answer="replaced", by=office.processor)
    answer_claim(claim, answer="extended", by=office.processor)

    made = now(claim.issue.subscription)
    assert (made.issues_extra, made.remaining) == (1, 4)


def test_claiming_and_answering_on_the_screen(office):
    missing = sent(office, issue(office))
    keys = [missing.subscription_id, missing.pk]
    claim, answer = reverse("orders:claim_issue", args=keys), reverse("orders:answer_claim", args=keys)
    form = {
        "submission_id": str(uuid.uuid4()),
        "channel": "phone",
        "topic": cast.topic().pk,
        "description": "Did not arrive.",
    }
    agent, processor = browser(office.agent), browser(office.processor)

    assert processor.get(answer).status_code == 404, "nothing is claimed yet"
    assert agent.post(claim, form | {"description": ""}).status_code == 422
    assert agent.post(claim, form).status_code == 302
    assert agent.post(claim, form | {"submission_id": str(uuid.uuid4())}).status_code == 409
    assert processor.post(answer, {"version": 1, "answer": "thrown away"}).status_code == 422
    assert processor.post(answer, {"version": 1, "answer": "extended"}).status_code == 302
    assert processor.post(answer, {"version": 1, "answer": "extended"}).status_code == 409


def test_only_an_issue_that_can_be_claimed_offers_it(office):
    """Nobody types what a caller says into a form that is then refused."""
    made = subscriber(office)
    page = reverse("orders:subscription", args=[made.pk])
    agent = browser(office.agent)
    send(office, issue(office))
    first = made.issues.get()
    claim = reverse("orders:claim_issue", args=[made.pk, first.pk])

    assert claim not in agent.get(page).content.decode()
    assert "not left yet" in agent.get(page).content.decode()
    refused = agent.get(claim)
    assert (refused.status_code, "has not left yet" in refused.content.decode()) == (409, True)
    assert "<textarea" not in refused.content.decode()

    ship_order(again(made.lines.get().order), carrier="ups", by=office.processor)
    assert "not left yet" not in agent.get(page).content.decode()
    assert claim in agent.get(page).content.decode()
    assert agent.get(claim).status_code == 200

    SubscriptionTerms.objects.update(claim_window=1)
    send(office, issue(office, 2))
    assert claim not in agent.get(page).content.decode()
    assert "too late" in agent.get(claim).content.decode()


def test_a_claim_begins_with_the_topic_of_the_one_before(office):
    missing = sent(office, issue(office))
    address = reverse("orders:claim_issue", args=[missing.subscription_id, missing.pk])
    topic = cast.topic("Subscription: missing issue")
    chosen = f'<option value="{topic.pk}" selected>'
    assert chosen not in browser(office.agent).get(address).content.decode()
    claimed(office, sent(office, issue(office, 2)), topic=topic)
    assert chosen in browser(office.agent).get(address).content.decode()


def test_the_order_leads_to_its_subscription_where_issues_are_claimed(office):
    made = subscriber(office)
    order = reverse("orders:order", args=[made.lines.get().order.number_key])
    assert reverse("orders:subscription", args=[made.pk]) in browser(office.agent).get(order).content.decode()
