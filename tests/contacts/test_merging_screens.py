"""The screens of merging two customers: who may be the same, side by side, what will be, what was, undo."""

import pytest

from contacts.actions.keeping_customers import change_customer, create_customer
from contacts.actions.logging_contacts import KeptOpen
from contacts.forms.telephones import read_number
from contacts.models import Customer, CustomerMerge
from contacts.queries.customer_lookup import look_up
from tests import cast
from tests.contacts.acts import browser, business_changes
from tests.contacts.merging import fresh, merge_form, merged, send
from uccms.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def double(dana) -> Customer:
    return create_customer(
        by=dana,
        name="M. Quintero",
        company="Quintero Instruments LLC",
        emails=["marisol@quintero.example"],
        numbers=[read_number("571 555 0142")],
        addresses=["1 Elm St\nSpringfield"],
    )


def page(user, address: str, status: int = 200) -> str:
    answer = browser(user).get(address)
    assert answer.status_code == status
    return answer.content.decode()


def pair(first, second) -> str:
    return f"/customers/C{first.pk}/merge/C{second.pk}/"


def test_the_customers_page_shows_who_may_be_the_same_and_that_is_a_look_up(dana, marisol, double):
    stranger = cast.customer(dana, "Ines Okafor", number="703 555 0111")
    shown = page(dana, f"/customers/C{marisol.pk}/")
    assert "Possible duplicates" in shown
    assert pair(marisol, double) in shown
    assert "same number" in shown
    assert f"C{stranger.pk}" not in shown
    assert [each.shown for each in Event.objects.filter(kind="look_up")] == [[double.number]]


def test_any_other_customer_is_found_by_looking_up_and_what_was_typed_stands_in_no_address(dana, marisol):
    other = cast.customer(dana, "Ines Okafor", number="703 555 0111")
    client = browser(dana)
    for typed in (other.number, "okafor", "703-555-0111"):
        answer = client.post(f"/customers/C{marisol.pk}/merge/", {"look_up": typed})
        assert answer.status_code == 200
        assert pair(marisol, other) in answer.content.decode()
        assert other.number in Event.objects.filter(kind="look_up").latest("at").shown
    itself = client.post(f"/customers/C{marisol.pk}/merge/", {"look_up": marisol.number})
    assert "Nobody else is found" in itself.content.decode()


def test_both_stand_side_by_side_and_both_were_looked_at(dana, marisol, double):
    before = business_changes()
    shown = page(dana, pair(marisol, double))
    for words in (
        "Marisol Quintero",
        "M. Quintero",
        "Quintero Instruments LLC",
        "1 Elm St",
        "(571) 555-0142",
    ):
        assert words in shown
    assert f"{marisol.number} and {double.number}" in shown, "a number that both have is one choice"
    assert set(Event.objects.filter(kind="look").values_list("subject", flat=True)) == {
        marisol.number,
        double.number,
    }
    assert business_changes() == before


def test_what_will_be_is_shown_before_anything_is_done(dana, marisol, double):
    cast.ticket(dana, customer=double)
    before = business_changes()
    answer = send(dana, marisol, double, preview="1", addresses=[])
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert f"Merge {double.number} into {marisol.number}?" in shown
    assert "<dt>Tickets</dt><dd>1</dd>" in shown
    left_out = shown.split("Left out")[1].split("</dd>")[0]
    assert "M. Quintero" in left_out and "1 Elm St" in left_out
    again = send(dana, marisol, double, begin="1", addresses=[], name_of=double.pk).content.decode()
    assert f'name="name_of" value="{double.pk}" checked' in again
    assert business_changes() == before


def test_it_is_merged_seen_and_undone(dana, marisol, double):
    ticket = cast.ticket(dana, customer=double)
    answer = send(dana, marisol, double)
    made = CustomerMerge.objects.get()
    assert answer.url == f"/customers/merges/{made.pk}/"
    shown = page(dana, answer.url)
    assert f"C{double.pk} is C{marisol.pk} now" in shown
    assert "<dt>Tickets</dt><dd>1</dd>" in shown
    assert "Quintero" not in shown, "numbers only: it is no look at a customer"
    assert ticket.number in page(dana, f"/customers/C{marisol.pk}/")
    old = page(dana, f"/customers/C{double.pk}/")
    assert f"/customers/C{marisol.pk}/" in old
    assert "Quintero" not in old
    assert browser(dana).post(f"{answer.url}undo/").status_code == 302
    assert "is itself again" in page(dana, answer.url)
    assert ticket.number in page(dana, f"/customers/C{double.pk}/")
    again = browser(dana).post(f"{answer.url}undo/", follow=True)
    assert "This is undone already." in again.content.decode()


def test_the_second_can_stay_too_and_sent_twice_it_is_one(dana, marisol, double):
    form = merge_form(marisol, double, kept=double.pk)
    client = browser(dana)
    answers = [client.post(pair(marisol, double), form) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert fresh(marisol).merged_into == double
    assert browser(dana).get(pair(marisol, double)).url == f"/customers/C{marisol.pk}/"


def test_when_somebody_was_faster_the_choices_stay_and_what_is_there_now_is_shown(
    dana, mara, marisol, double
):
    form = merge_form(marisol, double, name_of=double.pk)
    now = fresh(double)
    change_customer(now, version=now.version, by=mara, name="M. Q. Reyes", emails=["new@quintero.example"])
    answer = browser(dana).post(pair(marisol, double), form)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody changed one of them" in shown
    assert f'name="name_of" value="{double.pk}" checked' in shown
    assert "M. Q. Reyes" in shown and "new@quintero.example" in shown
    assert not CustomerMerge.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"kept": ""},
        {"kept": "999"},
        {"name_of": "x"},
        {"emails": ["999999"]},
        {"telephones": ["\x00"]},
        {"first_version": ""},
        {"submission_id": "x"},
    ],
)
def test_what_makes_no_sense_gets_a_sentence_and_merges_nothing(fields, dana, marisol, double):
    answer = send(dana, marisol, double, **fields)
    assert answer.status_code == 422
    assert "to settle first" in answer.content.decode()
    assert not CustomerMerge.objects.exists()


def test_no_way_of_a_third_customer_can_be_chosen(dana, marisol, double):
    """Every id from the browser is checked, secondary ones too."""
    third = create_customer(by=dana, name="Ines Okafor", emails=["ines@okafor.example"])
    answer = send(dana, marisol, double, emails=[third.email_addresses.get().pk])
    assert answer.status_code == 422
    assert "no longer there" in answer.content.decode()
    assert third.email_addresses.count() == 1


def test_a_customer_and_itself_or_nobody_is_404(dana, marisol):
    client = browser(dana)
    for address in (
        pair(marisol, marisol),
        f"/customers/C{marisol.pk}/merge/C999999/",
        "/customers/merges/9/",
    ):
        assert client.get(address).status_code == 404


def test_no_more_is_counted_than_the_reader_may_know(dana, luis, carol, marisol, double):
    ticket = cast.ticket(dana, customer=double)
    for _ in range(3):
        cast.contact(dana, ticket=ticket, outcome=KeptOpen("as_is"), description="SECRET words")
    shown = page(luis, pair(marisol, double)).split("What is kept for each")[1]
    assert rows_of(shown) == {"Tickets": (0, 1), "Contacts": (0, 0)}
    shown = page(carol, pair(marisol, double)).split("What is kept for each")[1]
    assert rows_of(shown)["Contacts"] == (0, 4)
    assert rows_of(shown)["Orders"] == (0, 0)
    assert "SECRET" not in shown


def rows_of(shown: str) -> dict[str, tuple[int, ...]]:
    lines = [each.split("</tr>")[0] for each in shown.split('<tr><th scope="row">')[1:]]
    return {
        each.split("<")[0]: tuple(int(cell.split("<")[0]) for cell in each.split('class="number">')[1:])
        for each in lines
    }


def test_what_was_typed_into_the_form_of_a_customer_who_went_is_not_lost(dana, mara, marisol, double):
    merged(marisol, double, mara)
    sent = {"submission_id": "4b9b4f1e-9d55-4c52-b94b-0a9f2f6f6c11", "version": 1, "name": "Typed Name"}
    answer = browser(dana).post(f"/customers/C{double.pk}/change/", sent)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Typed Name" in shown
    assert f"C{double.pk} was merged into C{marisol.pk}" in shown
    assert f'action="/customers/C{marisol.pk}/change/"' in shown
    assert browser(dana).get(f"/customers/C{double.pk}/change/").url == f"/customers/C{double.pk}/"
    assert look_up("Typed").customers == []


def test_the_contact_screen_takes_the_number_that_went_for_who_stays(dana, mara, marisol, double):
    merged(marisol, double, mara)
    answer = browser(dana).get(f"/contacts/new/?customer={double.number}", follow=True)
    shown = answer.content.decode()
    assert f'value="{marisol.number}" checked' in shown
