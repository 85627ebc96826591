"""The terms of subscriptions are kept on a page, and nobody overwrites somebody else's."""

import pytest
from django.urls import reverse

from sales_orders.models import SubscriptionTerms
from tests.contacts.acts import browser, changes_of
from tests.sales_orders import office as offices
from tests.sales_orders.office import order, subscribed

pytestmark = pytest.mark.django_db


def terms_form(**changed) -> dict:
    known = {"grace_issues": "2", "claim_window": "4", "notice_before": "3"}
    was = {"was_grace_issues": 1, "was_claim_window": 3, "was_notice_before": 2}
    return known | was | changed


def test_terms_are_kept_and_a_running_subscription_keeps_its_own():
    office = offices.open_office()
    running = order(office, subscribed(office)).lines.get().subscription
    address = reverse("orders:subscription_terms")
    client = browser(office.processor)

    assert client.post(address, terms_form()).status_code == 302

    now = SubscriptionTerms.now()
    assert (now.grace_issues, now.claim_window, now.notice_before) == (2, 4, 3)
    assert changes_of("sales_orders_subscriptionterms", 1)
    running.refresh_from_db()
    assert running.grace_allowed == 1
    assert order(office, subscribed(office)).lines.get().subscription.grace_allowed == 2
    stale = client.post(address, terms_form(grace_issues="9"))
    assert stale.status_code == 409 and "They are now 2, 4 and 3" in stale.content.decode()
    assert 'value="9"' in stale.content.decode()


@pytest.mark.parametrize("typed", ["-1", "13", "", "x", "1.5"])
def test_what_is_no_number_of_issues_gets_a_sentence(typed):
    office = offices.open_office()
    answer = browser(office.processor).post(
        reverse("orders:subscription_terms"), terms_form(grace_issues=typed)
    )
    assert answer.status_code == 422 and "whole number" in answer.content.decode()
    assert SubscriptionTerms.now().grace_issues == 1
