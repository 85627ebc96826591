"""The order form as a browser sends it."""

import html
import re
import uuid

from django.http import HttpResponse
from django.test import Client

from tests.contacts.acts import browser
from tests.sales_orders.office import SHIP_TO, Office
from uccms.accounts.models import User

NEW = "/orders/new/"


def line(key: int, product, **fields) -> dict:
    """One line of the form, of one copy unless `fields` say otherwise."""
    known = {"product": product.pk, "quantity": "1"}
    return {f"line-{key}-{name}": value for name, value in (known | fields).items()}


def discs(office: Office, quantity: object = 1, key: int = 1, **fields) -> dict:
    """A line of so many December discs."""
    return line(key, office.disc, quantity=str(quantity), edition=office.december.pk, **fields)


def form(office: Office, *lines: dict, **fields) -> dict:
    """An order of the office's customer, of one December disc when no line is given."""
    known = {
        "submission_id": str(uuid.uuid4()),
        "look_up_id": str(uuid.uuid4()),
        "customer": office.customer.number,
        "source": "phone",
        "zone": office.domestic.pk,
        "ship_to": SHIP_TO,
        "bill": "same",
        "shown_total": "112.25",
    }
    for each in lines or [discs(office)]:
        known |= each
    return known | fields


def send(user: User | Client, data: dict) -> HttpResponse:
    """Send the form once."""
    client = user if isinstance(user, Client) else browser(user)
    return client.post(NEW, data)


def text_of(answer) -> str:
    """The words of a page, without its marks."""
    return " ".join(re.sub(r"<[^>]*>", " ", html.unescape(answer.content.decode())).split())
