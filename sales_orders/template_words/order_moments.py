"""A line of an order's timeline, written in Python: by a template, they take a sixth of the page's time."""

from html import escape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from sales_orders.models import OrderEntry
from sales_orders.template_words.orders import dollars, entry_icon
from uccms.web.jinja import in_templates
from uccms.web.template_words.times import machine_time, moment
from uccms.web.template_words.words import icon

REMOVED = "The text was removed."


@in_templates
def order_entry(entry: OrderEntry, key: str) -> SafeString:
    """What happened, by whom and when; `key` is the line's anchor. A note is marked as staff only."""
    if entry.kind == OrderEntry.Kind.NOTE:
        return mark_safe(
            f'<li class="entry entry--note" id="{key}"><span class="entry__mark">{icon("lock")}</span>'
            '<div class="entry__body"><div class="entry__head"><strong>Internal note</strong>'
            f' by {escape(str(entry.by))} <span class="badge badge--note">Staff only</span> '
            f"{_at(entry)}</div>"
            f'<p class="entry__text">{escape(entry.text or REMOVED)}</p></div></li>'
        )
    text = f'<p class="entry__text">{escape(entry.text)}</p>' if entry.text else ""
    change = render_to_string("sales_orders/_change.html", {"change": entry.change}) if entry.change else ""
    return mark_safe(
        f'<li class="entry" id="{key}"><span class="entry__mark">{icon(entry_icon(entry.kind))}</span>'
        f'<div class="entry__head"><span>{_head(entry)}</span>\n{_at(entry)}</div>\n{text}{change}</li>'
    )


def _head(entry: OrderEntry) -> str:
    head = f"<strong>{escape(entry.get_kind_display())}</strong>"
    if entry.by:
        head += f" by {escape(str(entry.by))}"
    if entry.amount is not None:
        head += f", {dollars(entry.amount)}"
    if entry.kind == OrderEntry.Kind.SHIPPED and entry.shipment:
        parcel = entry.shipment
        head += f", {escape(f'{parcel.get_carrier_display()} {parcel.tracking}'.strip())}"
    return head


def _at(entry: OrderEntry) -> str:
    at = machine_time(entry.at)
    return f'<time class="push small nowrap" datetime="{at}">{escape(moment(entry.at))}</time>'
