"""Drafts of orders: kept while somebody types, theirs alone, and gone when placed or forgotten."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from sales_orders.models import Order, OrderDraft, StockLevel
from tests import cast
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
    for _ in range(2):  # the same button, pressed twice
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


def test_of_two_windows_without_script_each_order_is_placed(office):
    """One draft, opened twice: what the second one asks for is not taken for the first, sent twice."""
    client = browser(office.agent)
    data = form(office, discs(office, 2), shown_total="212.25")
    first = send(client, data)
    other = data | discs(office, 1) | {"shown_total": "112.25"}
    told = send(client, other)
    placed = Order.objects.get()
    assert told.status_code == 409
    page = told.content.decode()
    assert f"Order {placed.number} was placed from this form before" in page
    assert 'name="line-1-quantity" value="1"' in page
    again = re.search(r'name="submission_id" value="([^"]+)"', page)[1]
    assert again != data["submission_id"]
    second = send(client, other | {"submission_id": again})
    assert second.status_code == 302 and second.url != first.url
    assert sorted(Order.objects.values_list("units", flat=True)) == [1, 2]
    assert send(client, data).url == first.url, "the same once more is the first one"


@pytest.mark.parametrize(
    "otherwise",
    [
        {"note": "Call before it goes"}, {"ship_to": "2 Elm Street"}, {"source": "fax"},
        {"purchase_order": "P-7"}, {"bill": "other", "bill_to": "3 Oak Street"},
        {"email": "ines@lib.example"},
    ],
    ids=lambda each: next(iter(each)),
)  # fmt: skip
def test_whatever_is_written_otherwise_is_not_swallowed(office, otherwise):
    client = browser(office.agent)
    data = form(office)
    assert send(client, data).status_code == 302
    assert send(client, data | otherwise).status_code == 409
    assert send(client, data).status_code == 302
    assert Order.objects.count() == 1


def test_another_customer_is_not_swallowed_and_a_new_one_is_kept_once(office):
    client = browser(office.agent)
    new = {"customer": "new", "new_name": "Ana  Lopes", "new_email": "ana@lib.example"}
    data = form(office) | new
    first = send(client, data)
    assert first.status_code == 302, text_of(first)[:1500]
    again = send(client, data)
    assert (again.status_code, again.headers.get("Location")) == (302, first.url), text_of(again)[:1500]
    assert send(client, data | {"customer": office.customer.number}).status_code == 409
    assert Order.objects.count() == 1


def test_a_draft_that_is_kept_after_the_order_was_placed_is_another_draft(office):
    client = browser(office.agent)
    data = form(office, discs(office, 2))
    send(client, data | {"shown_total": "212.25"})
    said = text_of(client.post("/orders/drafts/save/", data | {"note": "And one more"}, follow=True))
    assert "The order is placed already. What was typed here is kept as another draft." in said
    kept = OrderDraft.objects.get()
    assert (kept.fields["note"], str(kept.submission_id) == data["submission_id"]) == (
        ["And one more"],
        False,
    )


def test_two_windows_that_are_opened_at_once_do_not_get_each_others_customer(office):
    client = browser(office.agent)
    other = cast.customer(office.agent, "Ana Lopes", number="202 555 0100")
    first, second = (
        client.get("/orders/new/", {"customer": each.number}).url for each in (office.customer, other)
    )
    assert office.customer.number not in first
    for address, its, others in ((first, office.customer, other), (second, other, office.customer)):
        page = text_of(client.get(address))
        assert its.number in page and others.number not in page
    assert office.customer.number not in text_of(client.get(first)), "it is taken once"
