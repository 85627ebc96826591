"""Create and change customers, with what a look-up finds them by."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import phonenumbers
from django.db import connection

from contacts.errors import Conflict, CustomerError
from contacts.folding import folded_email, reversed_national_digits, words
from contacts.models import Customer, CustomerWord, EmailAddress, MailingAddress, NameWord, Telephone
from uccms.accounts import permissions
from uccms.audit.context import action, one_at_a_time
from uccms.folding import folded
from uccms.privacy.texts import NOTHING_STATED, Statements, admit, as_stored

NOTHING_KNOWN = (
    "Give a name, a company, an e-mail address or a number: one of them is needed to find the customer again."
)
MOST = 30  # addresses or numbers of each kind


@dataclass(frozen=True)
class Number:
    """A telephone or fax number: E.164, and its extension in digits."""

    number: phonenumbers.PhoneNumber
    extension: str = ""
    kind: str = Telephone.Kind.TELEPHONE


@action
def create_customer(
    *,
    by,
    name: str = "",
    company: str = "",
    emails: Sequence[str] = (),
    numbers: Sequence[Number] = (),
    addresses: Sequence[str] = (),
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> Customer:
    """Keep a new customer; sent twice (same `submission_id`), it is one.

    Raises PermissionDenied, TextRefused, or CustomerError when nothing is known of the customer.
    """
    permissions.require(by, "contacts.change_customer")
    if submission_id:
        one_at_a_time(submission_id)
        earlier = Customer.objects.filter(submission_id=submission_id).first()
        if earlier:
            return earlier
    if not (name.strip() or company.strip() or emails or numbers):
        raise CustomerError(NOTHING_KNOWN)
    customer = Customer(submission_id=submission_id)
    _write_names(customer, name, company, statements)
    customer.save()
    _write_details(customer, emails, numbers, addresses, statements)
    _record_statements(customer, statements, by=by)
    return customer


@action
def change_customer(
    customer: Customer,
    *,
    version: int,
    by,
    name: str = "",
    company: str = "",
    emails: Sequence[str] = (),
    numbers: Sequence[Number] = (),
    addresses: Sequence[str] = (),
    statements: Statements = NOTHING_STATED,
) -> Customer:
    """Replace what is known of a customer.

    What is asked for and there already, as of a form that is sent twice, is no conflict.
    Raises PermissionDenied, TextRefused, CustomerError, or Conflict when `version` is not the newest.
    """
    permissions.require(by, "contacts.change_customer")
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    if customer.merged_into_id is not None:
        raise CustomerError(f"{customer.number} was merged into C{customer.merged_into_id}. Change that one.")
    if customer.version > version and _is_known(customer, name, company, emails, numbers, addresses):
        return customer
    if customer.version != version:
        raise Conflict
    if not (name.strip() or company.strip() or emails or numbers):
        raise CustomerError(NOTHING_KNOWN)
    _write_names(customer, name, company, statements)
    customer.version += 1
    customer.save()
    _write_details(customer, emails, numbers, addresses, statements)
    _record_statements(customer, statements, by=by)
    return customer


def _is_known(
    customer: Customer,
    name: str,
    company: str,
    emails: Iterable[str],
    numbers: Iterable[Number],
    addresses: Iterable[str],
) -> bool:
    """Whether this, and nothing else, is what is known of the customer."""
    asked = (
        [" ".join(as_stored(each).split()) for each in (name, company)],
        {folded_email(each) for each in emails},
        {(each.kind, e164(each.number), each.extension) for each in numbers},
        {text for text in map(as_stored, addresses) if text},
    )
    return asked == (
        [customer.name, customer.company],
        {each.folded for each in customer.email_addresses.all()},
        {(each.kind, e164(each.number), each.extension) for each in customer.telephones.all()},
        {each.lines for each in customer.mailing_addresses.all()},
    )


def _write_names(customer: Customer, name: str, company: str, statements: Statements) -> None:
    customer.name = " ".join(admit(name, statements=statements).split())
    customer.company = " ".join(admit(company, statements=statements).split())
    customer.name_folded = folded(customer.name)[:400]
    customer.company_folded = folded(customer.company)[:400]


def _write_details(
    customer: Customer,
    emails: Iterable[str],
    numbers: Iterable[Number],
    addresses: Iterable[str],
    statements: Statements,
) -> None:
    texts = [admit(each, statements=statements) for each in addresses]
    write_ways(customer, emails, numbers, [text for text in texts if text])
    write_words(customer)


def write_ways(
    customer: Customer, emails: Iterable[str], numbers: Iterable[Number], addresses: Iterable[str]
) -> None:
    """Within an action, let these be the ways to reach the customer; the texts were admitted before."""
    _bring_in_line(
        customer.email_addresses,
        {folded_email(each): {"address": each.strip()} for each in emails},
        key=lambda row: row.folded,
        make=lambda key, values: EmailAddress(customer=customer, folded=key, **values),
    )
    _bring_in_line(
        customer.telephones,
        {(each.kind, e164(each.number), each.extension): {"digits": each.number} for each in numbers},
        key=lambda row: (row.kind, e164(row.number), row.extension),
        make=lambda key, values: Telephone(
            customer=customer,
            kind=key[0],
            extension=key[2],
            # As text, which the field keeps also of a number that is possible, but given to nobody yet.
            number=e164(values["digits"]),
            reversed_digits=reversed_national_digits(values["digits"]),
        ),
    )
    _bring_in_line(
        customer.mailing_addresses,
        {text: {} for text in addresses},
        key=lambda row: row.lines,
        make=lambda key, values: MailingAddress(customer=customer, lines=key),
    )


def _record_statements(customer: Customer, statements: Statements, *, by) -> None:
    for column, text in (("name", customer.name), ("company", customer.company)):
        statements.record(text, by=by, table="contacts_customer", key=customer.pk, column=column)
    for row in customer.mailing_addresses.all():
        statements.record(row.lines, by=by, table="contacts_mailingaddress", key=row.pk, column="lines")


def _bring_in_line(rows, wanted: dict, *, key, make) -> None:
    """Delete the rows that are no longer wanted and add the missing ones; what stays is not touched."""
    for row in rows.all():
        if key(row) in wanted:
            wanted.pop(key(row))
        else:
            row.delete()
    for each, values in wanted.items():
        make(each, values).save()


def e164(number: phonenumbers.PhoneNumber) -> str:
    """The number as it is stored and compared."""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def write_words(customer: Customer) -> None:
    """Within an action, bring the words that a look-up finds the customer by in line with the names.

    By a customer who was merged into another one nobody is found.
    """
    merged = customer.merged_into_id is not None
    wanted = set() if merged else set(words(f"{customer.name} {customer.company}"))
    with connection.cursor() as cursor:
        # Shared with all who save, so that no word is forgotten between finding and bearing it.
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtext('contacts_nameword'))")
    # In the order of the words, so that two customers kept at once never wait for each other.
    NameWord.objects.bulk_create([NameWord(word=word) for word in sorted(wanted)], ignore_conflicts=True)
    ids = set(NameWord.objects.filter(word__in=wanted).values_list("pk", flat=True))
    CustomerWord.objects.filter(customer=customer).exclude(word__in=ids).delete()
    CustomerWord.objects.bulk_create(
        [CustomerWord(customer=customer, word_id=each) for each in sorted(ids)], ignore_conflicts=True
    )


def alone_with_words() -> None:
    """Within an action, wait until nobody saves names, and keep the words to oneself until its end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('contacts_nameword'))")


@action
def forget_words(*, by=None) -> int:
    """Delete the words that no customer bears: a vocabulary must not remember a name that was removed."""
    alone_with_words()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM contacts_nameword w"
            " WHERE NOT EXISTS (SELECT 1 FROM contacts_customerword c WHERE c.word_id = w.id)"
        )
        return cursor.rowcount
