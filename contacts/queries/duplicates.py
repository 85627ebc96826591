"""Customers who are likely the one that is about to be kept, or that a page shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from contacts.actions.keeping_customers import Number, e164
from contacts.folding import folded_email
from contacts.models import Customer
from uccms.folding import folded

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
    standing = Customer.objects.standing()
    found = standing.filter(by_address).order_by().distinct() if emails else Customer.objects.none()
    rows = list(found.prefetch_related("email_addresses", "telephones")[:MOST])
    rows += list(standing.filter(same).distinct().prefetch_related("email_addresses", "telephones")[:MOST])
    return list({each.pk: each for each in rows}.values())[:MOST]


@dataclass(frozen=True)
class Double:
    """A customer who may be the same, and why."""

    customer: Customer
    why: str


WHYS = {1: "same e-mail", 2: "same name and company", 3: "same number"}
# Each way is a short range of one index, also for a number that half a city shares or a name that thousands
# bear: a join without LATERAL and LIMIT walks a whole index for a common one.
DOUBLES = """
SELECT d.customer, min(d.why) FROM (
    (SELECT o.customer_id AS customer, 1 AS why FROM unnest(%(emails)s::text[]) AS own
      CROSS JOIN LATERAL (SELECT customer_id FROM contacts_emailaddress
                           WHERE folded = own COLLATE "C" LIMIT %(walked)s) o)
    UNION ALL
    (SELECT n.id, 2 FROM (SELECT id, name_folded, company_folded FROM contacts_customer
                           WHERE {leading} = %(leading)s LIMIT %(named)s) n
      WHERE n.name_folded = %(name)s AND n.company_folded = %(company)s LIMIT %(walked)s)
    UNION ALL
    (SELECT o.customer_id, 3 FROM unnest(%(numbers)s::text[]) AS own
      CROSS JOIN LATERAL (SELECT customer_id FROM contacts_telephone
                           WHERE number = own LIMIT %(walked)s) o)
) d JOIN contacts_customer c ON c.id = d.customer AND c.merged_into_id IS NULL
WHERE d.customer <> %(pk)s GROUP BY d.customer ORDER BY 2, 1 LIMIT %(most)s
"""
NAMED = 2000  # bearers of a name who are asked for their company


def possible_doubles(customer: Customer) -> list[Double]:
    """Customers with the same e-mail, the same name and company, or the same number, the surest first.

    A name without a company is a sign only where nothing else is known. The customer's addresses and numbers
    are there already.
    """
    emails = [each.folded for each in customer.email_addresses.all()]
    numbers = [e164(each.number) for each in customer.telephones.all()]
    by_name = customer.company_folded or (customer.name_folded and not (emails or numbers))
    facts = {
        "pk": customer.pk,
        "emails": emails,
        "numbers": list(dict.fromkeys(numbers)),
        "leading": customer.name_folded or customer.company_folded,
        "name": customer.name_folded,
        "company": customer.company_folded,
        "named": NAMED if by_name else 0,
        "walked": MOST * 4,
        "most": MOST,
    }
    sql = DOUBLES.format(leading="name_folded" if customer.name_folded else "company_folded")
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        whys = dict(cursor.fetchall())
    rows = Customer.objects.prefetch_related("email_addresses", "telephones").in_bulk(whys) if whys else {}
    return [Double(rows[key], WHYS[why]) for key, why in whys.items() if key in rows]
