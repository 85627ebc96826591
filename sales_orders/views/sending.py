"""What every form of the catalogue and the stock does when it is sent: form, action, answer."""

from functools import partial

from contacts.views.sending import again
from contacts.views.sending import send as send_form
from sales_orders.errors import OrderError
from uccms.privacy.texts import TextRefused

__all__ = ["again", "send"]

send = partial(send_form, template="sales_orders/keeping.html", refusals=(OrderError, TextRefused))
