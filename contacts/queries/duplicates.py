"""Customers who are likely the one that is about to be kept."""

from collections.abc import Sequence

from django.db.models import Q

from contacts.actions.keeping_customers import Number, e164
from contacts.folding import folded, folded_email
from contacts.models import Customer

MOST = 5


def likely_duplicates(
    *, name: str, company: str, emails: Sequence[str], numbers: Sequence[Number]
) -> list[Customer]:
    """Customers with one of these e-mail addresses, or the same name with one of these numbers or company,
    or of the same name where nothing but the name is known.

    A shared number alone is no sign: families, firms and libraries share one.
    """
    by_address = (
        Q(email_addresses__folded__in=[folded_email(each) for each in emails]) if emails else Q(pk=None)
    )
    same = Q(pk=None)
    if name.strip():
        same = Q(name_folded=folded(name))
        nearly = Q(company_folded=folded(company))
        if numbers:
            nearly |= Q(telephones__number__in=[e164(each.number) for each in numbers])
        if company.strip() or emails or numbers:
            same &= nearly
    elif company.strip():
        same = Q(company_folded=folded(company), name_folded="")
    elif numbers:
        same = Q(
            telephones__number__in=[e164(each.number) for each in numbers], name_folded="", company_folded=""
        )
    found = Customer.objects.filter(by_address).order_by().distinct() if emails else Customer.objects.none()
    rows = list(found.prefetch_related("email_addresses", "telephones")[:MOST])
    rows += list(
        Customer.objects.filter(same).distinct().prefetch_related("email_addresses", "telephones")[:MOST]
    )
    return list({each.pk: each for each in rows}.values())[:MOST]
