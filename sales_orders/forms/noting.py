from contacts.forms.tickets import text_field
from sales_orders.forms.orders import OrderForm


class NoteForm(OrderForm):
    """A note changes nothing about the order, so it carries no version."""

    guarded = ("text",)
    version = None
    text = text_field("Internal note", missing="The note is empty.")
