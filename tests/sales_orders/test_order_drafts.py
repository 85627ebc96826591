"""Drafts of orders: kept while somebody types, theirs alone, and gone when placed or forgotten."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from sales_orders.models import OrderDraft, StockLevel
from tests.contacts.acts import browser
from tests.sales_orders.screen import discs, form, send, text_of
from uccms.privacy import retention

pytestmark = pytest.mark.django_db
CARD = "4000 0012 3456 7899"


def draft(client, data: dict, **headers):
    return client.post("/orders/drafts/save/", data, headers={"X-Background": "draft"} | headers)


def test_a_draft_is_listed_opened_on_another_machine_and_gone_when_placed(office):
    data = form(office, discs(office, 2), note="Half a sent")
    assert draft(browser(office.agent), data).json()["saved_at"]
    kept = OrderDraft.objects.get()
    assert StockLevel.objects.get().allocated == 0
    assert kept.summary == "Patents BIB: Grants"

    elsewhere = browser(office.agent)
    for address in ("/orders/drafts/", "/desk/"):
        page = text_of(elsewhere.get(address))
        assert "Ines Corrigan" in page
        assert "Patents BIB: Grants" in page
    page = elsewhere.get(f"/orders/drafts/{kept.submission_id}/").content.decode()
    assert "Half a sent" in page
    assert 'name="line-1-quantity" value="2"' in page
    assert "Place order, $212.25" in page

    assert send(elsewhere, data | {"shown_total": "212.25"}).status_code == 302
    assert not OrderDraft.objects.exists()
    assert draft(elsewhere, data).json()["sent"] is True
    assert not OrderDraft.objects.exists()


def test_a_draft_keeps_blanks_for_what_the_guard_finds_and_only_what_the_form_asks_for(office):
    data = form(
        office, discs(office, 1, discount_reason=CARD), note=f"Card {CARD}.", purchase_order="DA 50-1234"
    )
    draft(browser(office.agent), data | {"reference": CARD, "look_up": "Corrigan", CARD: "x"})
    kept = OrderDraft.objects.get()

    assert kept.fields["note"] == [f"Card {' ' * len(CARD)}."]
    assert "50-1234" not in str(kept.fields)
    assert CARD not in str(kept.fields) + kept.summary
    assert "look_up" not in kept.fields


def test_a_draft_of_somebody_else_is_neither_opened_nor_changed_nor_discarded(office):
    data = form(office)
    draft(browser(office.agent), data)
    kept = OrderDraft.objects.get()
    other = browser(office.processor)

    assert other.get(f"/orders/drafts/{kept.submission_id}/").status_code == 404
    assert other.post(f"/orders/drafts/{kept.submission_id}/discard/").status_code == 404
    assert draft(other, data).status_code == 403
    assert "Patents" not in text_of(other.get("/orders/drafts/"))
    assert browser(office.stranger).get(f"/orders/drafts/{kept.submission_id}/").status_code == 404
    assert OrderDraft.objects.get().saved_at == kept.saved_at


def test_a_draft_is_kept_by_a_button_and_thrown_away_by_another(office):
    client = browser(office.agent)
    answer = client.post("/orders/drafts/save/", form(office))
    assert answer.url == "/orders/drafts/"
    kept = OrderDraft.objects.get()
    assert client.post(f"/orders/drafts/{kept.submission_id}/discard/").url == "/orders/drafts/"
    assert not OrderDraft.objects.exists()
    assert draft(client, {"submission_id": "x"}).status_code == 400


def test_drafts_go_when_nobody_has_changed_them_for_seven_days(office):
    now = timezone.now()
    for age in (timedelta(days=6, hours=23), timedelta(days=7, minutes=1)):
        OrderDraft.objects.create(owner=office.agent, submission_id=uuid.uuid4(), saved_at=now - age)

    assert retention.delete_what_is_over()["drafts"] == 1
    assert OrderDraft.objects.get().saved_at == now - timedelta(days=6, hours=23)


def page_with(draft: OrderDraft) -> dict[str, str]:
    """What a page that was opened with this draft sends along."""
    return {"draft_page": str(uuid.uuid4()), "draft_read": draft.saved_at.isoformat()}


def test_two_pages_of_one_draft_overwrite_nothing(office):
    """An order that is open in two windows: what is typed in each is kept apart."""
    client = browser(office.agent)
    data = form(office, discs(office, 2), note="As she first said")
    first = page_with(OrderDraft(saved_at=timezone.now()))
    assert draft(client, data | first).json()["submission_id"] == data["submission_id"]
    begun = OrderDraft.objects.get()
    opened = client.get(f"/orders/drafts/{begun.submission_id}/").content.decode()
    assert f'name="draft_read" value="{begun.saved_at.isoformat()}"' in opened
    one, other = page_with(begun), page_with(begun)

    saved = draft(client, data | one | {"note": "Typed in one window"}).json()
    assert saved["submission_id"] == data["submission_id"], "nobody saved since it was opened"
    apart = draft(client, data | other | {"note": "Typed in the other"}).json()["submission_id"]
    assert apart != data["submission_id"]
    draft(client, data | one | {"note": "Typed in one window, on"})
    draft(client, data | other | {"note": "Typed in the other, on", "submission_id": apart})

    notes = {str(each.submission_id): each.fields["note"][0] for each in OrderDraft.objects.all()}
    assert notes == {data["submission_id"]: "Typed in one window, on", apart: "Typed in the other, on"}
    resumed = client.get(f"/orders/drafts/{apart}/").content.decode()
    assert f'name="submission_id" value="{apart}"' in resumed


def test_a_form_that_comes_back_is_still_the_same_page(office):
    client = browser(office.agent)
    data = form(office, discs(office, 2)) | page_with(OrderDraft(saved_at=timezone.now()))
    draft(client, data)
    back = send(client, data | {"purchase_order": "4000 0012 3456 7899", "shown_total": "0.00"})
    assert back.status_code in (409, 422)
    assert f'name="draft_page" value="{data["draft_page"]}"' in back.content.decode()
    assert f'name="draft_read" value="{data["draft_read"]}"' in back.content.decode()


def test_what_is_typed_after_the_order_was_placed_elsewhere_is_kept_under_a_new_id(office):
    client = browser(office.agent)
    data = form(office, discs(office, 2))
    assert send(client, data | {"shown_total": "212.25"}).status_code == 302
    answer = draft(client, data | {"note": "And one more thing"}).json()
    assert answer["sent"] is True
    assert answer["submission_id"] != data["submission_id"]
    assert not OrderDraft.objects.exists()
