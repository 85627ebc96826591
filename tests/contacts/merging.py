"""What a browser sends to merge two customers, and merges that there are."""

import uuid

from django.http import HttpResponse

from contacts.actions.merging_customers import Chosen, merge_customers
from contacts.models import Customer, CustomerMerge
from tests.contacts.acts import browser
from uccms.accounts.models import User

WAYS = (("emails", "email_addresses"), ("telephones", "telephones"), ("addresses", "mailing_addresses"))


def fresh(customer: Customer) -> Customer:
    return Customer.objects.get(pk=customer.pk)


def everything(*customers: Customer) -> dict[str, frozenset[int]]:
    """All ways to reach these customers, as the action takes them."""
    return {
        name: frozenset(
            key for each in customers for key in getattr(each, related).values_list("pk", flat=True)
        )
        for name, related in WAYS
    }


def merged(kept: Customer, gone: Customer, by: User, **facts) -> CustomerMerge:
    """Merge them with everything of both, the name of who stays and the company of who goes."""
    kept, gone = fresh(kept), fresh(gone)
    chosen = {"name_of": kept.pk, "company_of": gone.pk} | everything(kept, gone)
    chosen |= {name: facts.pop(name) for name in list(chosen) if name in facts}
    known = {"kept_version": kept.version, "gone_version": gone.version, "submission_id": uuid.uuid4()}
    return merge_customers(kept, gone, chosen=Chosen(**chosen), by=by, **known | facts)


def merge_form(first: Customer, second: Customer, **fields) -> dict:
    """The form as it stands when both are opened: the first one stays, with everything of both."""
    first, second = fresh(first), fresh(second)
    known = {
        "submission_id": str(uuid.uuid4()),
        "first_version": first.version,
        "second_version": second.version,
        "kept": first.pk,
        "name_of": first.pk,
        "company_of": second.pk,
    }
    seen: set = set()
    for name, related in WAYS:
        rows = [row for each in (first, second) for row in getattr(each, related).all()]
        known[name] = [row.pk for row in rows if str(row) not in seen and not seen.add(str(row))]
    return known | fields


def send(user: User, first: Customer, second: Customer, **fields) -> HttpResponse:
    """Send the form once."""
    address = f"/customers/C{first.pk}/merge/C{second.pk}/"
    return browser(user).post(address, merge_form(first, second, **fields))
