"""The numbers by which carriers know parcels: what each looks like, as far as the carrier says."""

import re

from sales_orders.errors import OrderError
from sales_orders.models import Shipment

Carrier = Shipment.Carrier
# The forms that the carriers' public pages name; letters and digits without spaces.
FORMS = {
    Carrier.UPS: ("1Z[0-9A-Z]{16}", "1Z and 16 letters and digits"),
    Carrier.USPS: (
        "[0-9]{20}|[0-9]{22}|[A-Z]{2}[0-9]{9}[A-Z]{2}",
        "20 or 22 digits, or such as EA123456789US",
    ),
    Carrier.FEDEX: ("[0-9]{12}|[0-9]{15}|[0-9]{20}|[0-9]{22}", "12, 15, 20 or 22 digits"),
    Carrier.DHL: ("[0-9]{10,11}|JJ?D[0-9]{16,20}", "10 or 11 digits, or JD and 16 to 20 digits"),
}
WITHOUT = (Carrier.COUNTER, Carrier.DOWNLOAD)


def tracking_number(typed: str, carrier: str) -> str:
    """The number as it is kept, without spaces; empty where none was typed.

    Raises OrderError, with a sentence, where the carrier's numbers look otherwise.
    """
    number = re.sub(r"[\s.-]+", "", typed).upper()
    words = Carrier(carrier).label
    if not number:
        return ""
    if carrier in WITHOUT:
        raise OrderError(f"“{words}” has no tracking number. Leave it empty.")
    form, description = FORMS[Carrier(carrier)]
    if not re.fullmatch(form, number, re.ASCII):
        raise OrderError(f"A tracking number of {words} is {description}.")
    return number
