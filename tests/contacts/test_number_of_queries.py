"""The number of queries of a page does not grow with what it shows."""

import uuid

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from contacts.actions.answering_reviews import answer_review
from contacts.actions.drafting import save_draft
from contacts.actions.linking_tickets import link_tickets
from contacts.actions.logging_contacts import KeptOpen
from contacts.actions.merging_tickets import merge_tickets
from contacts.models import Attachment, Customer, Review, Ticket
from tests import cast
from tests.contacts.acts import BY_NAME, browser, find, promise, resolve
from tests.contacts.screen import ADDRESS
from uccms.accounts.models import User

pytestmark = pytest.mark.django_db


def fill(person, other, customer: Customer, *, number: int) -> None:
    """So many of everything that a page shows."""
    for n in range(number):
        ticket = cast.ticket(
            person, customer=customer, matters=[("patent", f"7,000,{n:03}"), ("docket", f"AB-{n}")]
        )
        cast.contact(other, ticket=ticket, outcome=KeptOpen("as_is"))
        BY_NAME["note"].send(other, ticket)
        BY_NAME["attach"].send(other, ticket)
        promise(ticket, person)
        related = cast.ticket(person, customer=customer, matters=[("patent", f"7,000,{n:03}")])
        link_tickets(ticket, other=related, submission_id=uuid.uuid4(), by=cast.again(person))
        gone = cast.ticket(person, customer=customer)
        merge_tickets(gone, into=ticket, submission_id=uuid.uuid4(), by=cast.again(person))
        save_draft(by=person, form="note", submission_id=uuid.uuid4(), fields={}, ticket=ticket)
        BY_NAME["forward"].send(other, cast.ticket(other, customer=customer), to=cast.area("Petitions").pk)
        cast.customer(person, f"Quintero {n}", emails=[f"q{n}@quintero.example", f"r{n}@quintero.example"])


def queries(client, method: str, address: str, sent: dict) -> int:
    client.get("/account/")  # what only the first page of a session asks is not counted
    with CaptureQueriesContext(connection) as captured:
        answer = getattr(client, method)(address, sent)
    assert answer.status_code == 200
    return len(captured)


def preview_of_a_file(ticket) -> str:
    file = Attachment.objects.filter(entry__ticket=ticket).first()
    return f"/tickets/T{ticket.pk}/files/{file.public_id}/preview/"


def another(ticket: Ticket) -> Ticket:
    """A ticket that both people may see."""
    return Ticket.objects.filter(area=ticket.area, merged_into=None).exclude(pk=ticket.pk).latest("pk")


PAGES = {
    "contact_screen": lambda ticket: ("get", ADDRESS, {}),
    "contact_screen_with_caller": lambda ticket: (
        "post",
        ADDRESS,
        {"choose": "1", "customer": f"C{ticket.customer_id}", "look_up": "571 555 0142"},
    ),
    "look_up": lambda ticket: ("post", "/contacts/look-up/", {"look_up": "571 555 0142"}),
    "look_up_by_name": lambda ticket: ("post", "/contacts/look-up/", {"look_up": "Quin"}),
    "caller": lambda ticket: ("post", "/contacts/caller/", {"customer": f"C{ticket.customer_id}"}),
    "ticket": lambda ticket: ("get", f"/tickets/T{ticket.pk}/", {}),
    "preview": lambda ticket: ("get", preview_of_a_file(ticket), {}),
    "attach": lambda ticket: ("get", f"/tickets/T{ticket.pk}/attach/", {}),
    "merge": lambda ticket: ("get", f"/tickets/T{ticket.pk}/merge/", {}),
    "merge_with": lambda ticket: ("get", f"/tickets/T{ticket.pk}/merge/", {"with": another(ticket).number}),
    "split": lambda ticket: ("get", f"/tickets/T{ticket.pk}/split/", {}),
    "link": lambda ticket: ("get", f"/tickets/T{ticket.pk}/link/", {}),
    "similar": lambda ticket: (
        "post",
        "/contacts/similar/",
        {"matter_kind": "patent", "matter_number": "7,000,000", "submission_id": str(uuid.uuid4())},
    ),
    "desk": lambda ticket: ("get", "/desk/", {}),
    "list": lambda ticket: ("get", "/tickets/", {}),
    "drag_targets": lambda ticket: ("get", "/tickets/targets/", {}),
    "list_of_area": lambda ticket: ("get", "/tickets/?area=petitions&state=all", {}),
    "customers": lambda ticket: ("post", "/customers/", {"look_up": "Quin"}),
    "customer": lambda ticket: ("get", f"/customers/C{ticket.customer_id}/", {}),
    "choose_double": lambda ticket: ("get", f"/customers/C{ticket.customer_id}/merge/", {}),
    "merge_customers": lambda ticket: (
        "get",
        f"/customers/C{ticket.customer_id}/merge/C{Customer.objects.exclude(pk=ticket.customer_id)[0].pk}/",
        {},
    ),
}


SUPERVISED = {
    "supervision": lambda ticket: ("get", "/supervision/", {}),
    "reviews": lambda ticket: ("get", "/supervision/review/", {}),
    "review": lambda ticket: ("get", f"/supervision/review/T{ticket.pk}/", {}),
    "reviewed_ticket": lambda ticket: ("get", f"/tickets/T{ticket.pk}/", {}),
    "resolved_today": lambda ticket: ("get", "/tickets/?area=mine&state=all&resolved=today", {}),
}


def counted(pages: dict, ticket: Ticket, *people: User) -> dict[tuple[str, str], int]:
    """How many queries each page asks of each of these people, each as if no other had been opened."""
    found = {}
    for person in people:
        for name, page in pages.items():
            with transaction.atomic():
                found[person.username, name] = queries(browser(person), *page(ticket))
                transaction.set_rollback(True)
    return found


def assert_the_same(few: dict, many: dict, *, at_most: int) -> None:
    """Fail with the pages that ask more, or less, where there is more to show."""
    assert {page: (few[page], number) for page, number in many.items() if number != few[page]} == {}
    assert {page: number for page, number in many.items() if number > at_most} == {}


def test_supervision_costs_the_same_number_of_queries_for_few_and_many(sven, dana, luis):
    def fill_resolved(number: int) -> None:
        for _ in range(number):
            done = cast.ticket(dana)
            resolve(done, dana)
            find(sven, done, "comment_on", text="Say which form.")
            review = Review.objects.get(ticket=done)
            answer_review(review, answer="I will.", by=dana)
            BY_NAME["reopen"].send(dana, done)
            resolve(done, dana)
            fill(dana, luis, cast.customer(dana), number=1)

    fill_resolved(2)
    ticket = Ticket.objects.filter(review_state="waiting").order_by("pk")[1]
    few = counted(SUPERVISED, ticket, sven)
    fill_resolved(4)
    assert_the_same(few, counted(SUPERVISED, ticket, sven), at_most=30)


def test_few_and_many_rows_cost_the_same_number_of_queries(luis, dana, carol):
    """All pages in one test: the rows they show take longer to make than a page to open."""
    customer = cast.customer(dana)
    fill(luis, dana, customer, number=2)
    ticket = luis.assigned_tickets.first() or customer.tickets.filter(area__slug="petitions").first()
    few = counted(PAGES, ticket, luis, carol)
    fill(luis, dana, customer, number=6)
    for _ in range(4):
        cast.contact(dana, ticket=ticket, outcome=KeptOpen("as_is"))
        BY_NAME["note"].send(luis, ticket)
        BY_NAME["attach"].send(luis, ticket)
    assert_the_same(few, counted(PAGES, ticket, luis, carol), at_most=40)
