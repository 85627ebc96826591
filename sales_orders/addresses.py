"""A customer's mailing address as a label: who it is for, then where."""

from contacts.models import Customer, MailingAddress


def label_of(customer: Customer, address: MailingAddress) -> str:
    """The address with the company and the name before it, unless it begins with them already."""
    lines = [each.strip() for each in address.lines.splitlines() if each.strip()]
    first = lines[0].casefold() if lines else ""
    if customer.company and customer.name:
        whom = [customer.company, f"Attention: {customer.name}"]
    else:
        whom = [customer.company or customer.name]
    known = [each.casefold() for each in (customer.company, customer.name) if each]
    return "\n".join([*(each for each in whom if each and first not in known), *lines])
