"""A text that is removed is gone from the row, its copies and all its past; who, when and which stay."""

from datetime import timedelta
from uuid import uuid4

import phonenumbers
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from contacts.actions.correcting import correct_text
from contacts.actions.drafting import save_draft
from contacts.actions.following_up import promise_follow_up, withdraw_follow_up
from contacts.actions.forwarding import forward_ticket
from contacts.actions.keeping_customers import Number, change_customer, create_customer
from contacts.actions.logging_contacts import KeptOpen, log_contact
from contacts.actions.noting import add_note
from contacts.actions.removing import remove_text
from contacts.actions.resolving import reopen_ticket, resolve_ticket
from contacts.models import (
    Customer,
    CustomerWord,
    Draft,
    EmailAddress,
    FollowUp,
    MailingAddress,
    Matter,
    NameWord,
    ResolutionCode,
    Telephone,
    Ticket,
    TimelineEntry,
    Topic,
)
from tests.accounts.people import make_person
from tests.audit.databases import changes, run
from tests.contacts.acts import soon
from tests.privacy.searching import dumped, tables_with
from uccms.accounts import roles
from uccms.accounts.models import BusinessArea
from uccms.audit.versions import versions_of
from uccms.privacy import pia
from uccms.privacy.actions.redacting import RedactionError, redact
from uccms.privacy.models import Redaction
from uccms.privacy.texts import TextRefused

pytestmark = pytest.mark.django_db

MARK = "Quixotehazard"
WHY = {"basis": "slipped_in", "reason": "It should not have been written down."}


def log(by, text, **more):
    topic = Topic.objects.get_or_create(name="Filing receipts")[0]
    facts = {"channel": "phone", "started_at": timezone.now(), "outcome": KeptOpen("queue"), "topic": topic}
    return log_contact(by=by, submission_id=uuid4(), description=text, **facts | more)


def remove(text, *, by, remaining="What was asked stays."):
    text.refresh_from_db()
    return remove_text(text, remaining=remaining, version=text.version, by=by, **WHY)


@pytest.mark.django_db(transaction=True)
def test_a_removed_text_is_nowhere_in_the_database(test_server, dana):
    """Written, corrected twice, copied into the ticket's subject, and then removed."""
    contact = log(dana, f"{MARK} asks for a copy.")
    correct_text(contact, to=f"{MARK} asks for two copies.", version=1, by=dana)
    contact.refresh_from_db()
    correct_text(contact, to=f"Asks for two copies, says {MARK}.", version=2, by=dana)
    assert set(tables_with(test_server, MARK)) >= {"contacts_contact", "contacts_ticket"}
    assert MARK in dumped(test_server)

    remove(contact, by=dana, remaining="Asks for two copies.")

    assert tables_with(test_server, MARK) == []
    assert MARK not in dumped(test_server)
    contact.refresh_from_db()
    assert (contact.description, contact.ticket.subject) == ("Asks for two copies.", "Asks for two copies")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("which", ["note", "forwarding", "resolution", "earlier resolution"])
def test_every_text_of_a_ticket_can_be_removed_without_a_trace(test_server, dana, which):
    ticket = log(dana, "Asks for a copy.").ticket
    text = f"The caller is {MARK}, as it was said twice."
    code = ResolutionCode.objects.create(code="answered", name="Answered")
    if which == "note":
        add_note(ticket, text=text, submission_id=uuid4(), by=dana)
    elif which == "forwarding":
        there = BusinessArea.objects.create(name="Receipts", slug="receipts")
        forward_ticket(ticket, to=there, note=text, by=dana)
    else:
        resolve_ticket(ticket, code=code, resolution=text, by=dana)
        if which == "earlier resolution":
            ticket.refresh_from_db()
            reopen_ticket(ticket, reason="The copy never came.", by=dana)
            ticket.refresh_from_db()
            resolve_ticket(ticket, code=code, resolution="A copy was sent again.", by=dana)
    entry = TimelineEntry.objects.get(text=text)
    assert "contacts_timelineentry" in tables_with(test_server, MARK)

    remove(entry, by=dana)

    assert tables_with(test_server, MARK) == []
    ticket.refresh_from_db()
    expected = {"resolution": "What was asked stays.", "earlier resolution": "A copy was sent again."}
    assert ticket.resolution == expected.get(which, "")


@pytest.mark.django_db(transaction=True)
def test_a_removed_customer_is_nowhere_in_the_database(test_server, dana):
    """Names, look-up words, addresses and numbers, their derived columns, and what was deleted before."""
    customer = create_customer(
        by=dana,
        name=f"Maria {MARK}",
        company=f"{MARK} and Sons",
        emails=[f"{MARK}@example.com", f"maria@{MARK}.example"],
        numbers=[Number(phonenumbers.parse(number, "US")) for number in ("571-555-0142", "571-555-0143")],
        addresses=[f"1 {MARK} Road"],
    )
    change_customer(
        customer,
        version=1,
        by=dana,
        name=f"Maria {MARK}",
        emails=[f"{MARK}@example.com", f"m@{MARK}.example"],
        numbers=[Number(phonenumbers.parse(number, "US")) for number in ("571-555-0142", "571-555-0144")],
    )
    ids = {model: model.objects.filter(customer=customer) for model in (EmailAddress, Telephone)}
    gone = {"contacts_emailaddress", "contacts_telephone", "contacts_mailingaddress"}
    keys = {table: [each.row_key for each in changes(table) if each.operation == "insert"] for table in gone}

    redact(Customer.objects.filter(pk=customer.pk), None, by=dana, **WHY)
    for model in (EmailAddress, Telephone):
        assert redact(ids[model], None, by=dana, **WHY) == 2
    for table, all_keys in keys.items():  # rows that were deleted have a past, too
        run("SELECT privacy_redact(%s, %s, NULL, 'slipped_in', 'Removed.')", [table, all_keys])

    for text in (MARK, "5715550142", "5715550144", "2410555175"):
        assert tables_with(test_server, text) == []
    assert not CustomerWord.objects.exists() and not NameWord.objects.exists()
    assert MailingAddress.objects.count() == 0
    customer.refresh_from_db()
    assert (customer.name, customer.company, customer.name_folded) == ("", "", "")


def test_the_history_still_says_who_when_and_which(dana):
    contact = log(dana, f"{MARK} asks for a copy.")
    before = [
        (each.id, each.at, each.actor_id, each.operation, each.row_key)
        for each in changes("contacts_contact")
    ]
    redact(type(contact).objects.filter(pk=contact.pk), ["description"], by=dana, **WHY)
    after = changes("contacts_contact", contact.pk)
    kept = [(each.id, each.at, each.actor_id, each.operation, each.row_key) for each in after]
    assert kept[: len(before)] == before and len(kept) == len(before) + 1
    assert after[0].after["description"] is None
    assert after[0].after["channel"] == "phone" and after[0].after["agent_id"] == dana.pk
    contact.refresh_from_db()
    assert contact.started_at and contact.agent == dana and contact.description == ""
    assert [each.text for each in versions_of("contacts_contact", contact.pk, "description")] == [None, None]


def test_a_redaction_is_on_the_record_itself_without_what_was_removed(dana):
    contact = log(dana, f"{MARK} asks for a copy.")
    redact(type(contact).objects.filter(pk=contact.pk), ["description"], by=dana, **WHY)
    (proof,) = Redaction.objects.all()
    assert (proof.actor, proof.database_role, proof.table_name) == (dana, "uccms_app", "contacts_contact")
    assert (proof.row_keys, proof.column_names) == ([str(contact.pk)], ["description"])
    assert (proof.basis, proof.reason) == (WHY["basis"], WHY["reason"])
    assert timezone.now() - proof.at < timedelta(minutes=1)


def test_columns_that_are_derived_go_with_their_source(dana):
    customer = create_customer(by=dana, name=f"Maria {MARK}", company="Alvarez and Sons")
    redact(Customer.objects.filter(pk=customer.pk), ["name"], by=dana, **WHY)
    customer.refresh_from_db()
    assert (customer.name, customer.name_folded) == ("", "")
    assert (customer.company, customer.company_folded) == ("Alvarez and Sons", "alvarez and sons")
    assert set(NameWord.objects.values_list("word", flat=True)) == {"alvarez", "and", "sons"}
    assert Redaction.objects.get().column_names == ["name", "name_folded"]


def test_other_rows_keep_their_texts_and_their_past(dana):
    contact, other = log(dana, f"{MARK} asks."), log(dana, f"{MARK} asks, too.")
    redact(type(contact).objects.filter(pk=contact.pk), ["description"], by=dana, **WHY)
    other.refresh_from_db()
    assert other.description == f"{MARK} asks, too."
    assert changes("contacts_contact", other.pk)[0].after["description"] == f"{MARK} asks, too."


def test_drafts_and_follow_ups_and_matters_can_be_blanked(dana):
    ticket = log(dana, "Asks.", matters=[("docket", MARK)]).ticket
    follow_up = promise_follow_up(ticket, due_at=soon(), by=dana)
    withdraw_follow_up(follow_up, reason=f"{MARK} called.", by=dana)
    draft = save_draft(
        by=dana, form="contact", submission_id=uuid4(), fields={"description": [MARK]}, summary=MARK
    )
    assert redact(Draft.objects.filter(pk=draft.pk), ["fields"], by=dana, **WHY) == 1
    assert redact(FollowUp.objects.filter(pk=follow_up.pk), ["reason"], by=dana, **WHY) == 1
    assert redact(Matter.objects.filter(ticket=ticket), None, by=dana, **WHY) == 1
    draft.refresh_from_db()
    assert (draft.fields, draft.summary) == ({}, "")
    for table in ("contacts_draft", "contacts_followup", "contacts_matter"):
        assert MARK not in str(run(f"SELECT {table}::text FROM {table}"))
    assert MARK not in str([(each.before, each.after) for each in changes("contacts_followup")])
    assert MARK not in str([(each.before, each.after) for each in changes("contacts_matter")])


def test_an_administrator_redacts_nothing(dana):
    contact = log(dana, f"{MARK} asks.")
    rows = type(contact).objects.filter(pk=contact.pk)
    administrator = make_person("admin", name="Avery Stone", role=roles.ADMINISTRATOR)
    with pytest.raises(PermissionDenied):
        redact(rows, ["description"], by=administrator, **WHY)
    officer = make_person("officer", name="Robin Vale", role=roles.PRIVACY_OFFICER)
    assert redact(rows, ["description"], by=officer, **WHY) == 1
    assert rows.get().description == ""


@pytest.mark.parametrize(
    ("basis", "reason", "refused_as"),
    [
        ("", "It slipped in.", RedactionError),
        ("because", "It slipped in.", RedactionError),
        ("slipped_in", "", RedactionError),
        ("slipped_in", " \n ", RedactionError),
        ("slipped_in", "The caller's number was 123-45-6789.", TextRefused),
    ],
)
def test_a_redaction_needs_a_reason_that_repeats_nothing(dana, basis, reason, refused_as):
    contact = log(dana, f"{MARK} asks.")
    with pytest.raises(refused_as):
        redact(type(contact).objects.all(), ["description"], basis=basis, reason=reason, by=dana)
    contact.refresh_from_db()
    assert contact.description == f"{MARK} asks."
    assert not Redaction.objects.exists()


REDACT = "SELECT privacy_redact(%s, %s, %s, %s, %s)"


@pytest.mark.parametrize("basis, reason", [("", "x"), (None, "x"), ("slipped_in", None), ("slipped_in", " ")])
def test_the_database_refuses_a_redaction_without_basis_or_reason(dana, basis, reason):
    contact = log(dana, f"{MARK} asks.")
    with pytest.raises(DatabaseError, match="legal basis and a reason"), transaction.atomic():
        run(REDACT, ["contacts_contact", [str(contact.pk)], ["description"], basis, reason])
    with pytest.raises(DatabaseError, match="redaction_basis_is_known"), transaction.atomic():
        run(REDACT, ["contacts_contact", [str(contact.pk)], ["description"], "because", "I say so."])


@pytest.mark.parametrize(
    ("table", "names"),
    [
        ("audit_change", None),
        ("audit_change", ["before", "after"]),
        ("audit_event", None),
        ("audit_event", ["shown"]),
        ("privacy_redaction", None),
        ("privacy_redaction", ["reason"]),
        ("privacy_statement", None),
        ("privacy_column", None),
        ("accounts_user", None),
        ("accounts_user", ["name"]),
        ("accounts_user", ["password"]),
        ("mfa_authenticator", ["data"]),
        ("contacts_topic", ["name"]),
        ("contacts_contact", ["channel"]),
        ("contacts_contact", ["started_at"]),
        ("contacts_contact", ["agent_id"]),
        ("contacts_contact", ["description", "started_at"]),
        ("contacts_contact", ["description", "no_such_column"]),
        ("contacts_contact", []),
        ("contacts_customer", ["id"]),
        ("contacts_timelineentry", ["by_id"]),
        ("procrastinate_jobs", ["args"]),
        ("django_session", ["session_data"]),
        ("no_such_table", None),
        ("audit_change_rest", ["after"]),
        ("pg_authid", ["rolpassword"]),
    ],
)
def test_what_is_not_personal_cannot_be_redacted(dana, table, names):
    contact = log(dana, f"{MARK} asks.")
    with pytest.raises(DatabaseError, match="Only what the register calls personal"), transaction.atomic():
        run(REDACT, [table, [str(contact.pk), "1"], names, "slipped_in", "I say so."])
    contact.refresh_from_db()
    assert contact.description == f"{MARK} asks."


def test_nobody_else_owns_a_way_to_blank_the_history():
    assert run("SELECT proowner::regrole::text FROM pg_proc WHERE proname LIKE 'privacy_%%'") == [
        ("uccms_redactor",),
        ("uccms_redactor",),
    ]


def test_the_bases_of_the_database_are_those_of_the_assessment():
    (definition,) = run(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'redaction_basis_is_known'"
    )
    for code in pia.bases():
        assert f"'{code}'" in definition[0]
    assert definition[0].count("'") == 2 * len(pia.bases())


def test_a_redaction_that_is_rolled_back_has_not_happened(dana):
    contact = log(dana, f"{MARK} asks.")
    with pytest.raises(RuntimeError), transaction.atomic():
        redact(type(contact).objects.filter(pk=contact.pk), ["description"], by=dana, **WHY)
        raise RuntimeError
    contact.refresh_from_db()
    assert contact.description == f"{MARK} asks."
    assert changes("contacts_contact")[0].after["description"] == f"{MARK} asks."
    assert Ticket.objects.count() == 1 and not Redaction.objects.exists()
