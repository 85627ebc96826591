"""The rows of the queue, written in Python: fifty of them, by a template, are a third of the page's time."""

from collections.abc import Iterable
from functools import cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from contacts.models import Ticket
from uccms.web.jinja import in_templates
from uccms.web.template_words.times import Reading
from uccms.web.template_words.words import drawn, icon, state_mark

HIGH = '<span class="badge badge--warn">High</span> '
NEVER = 9000  # the year from which on nothing is due


@in_templates
def queue_rows(tickets: Iterable[Any], works: bool, address: str) -> SafeString:
    """A row for each ticket, with the names that `queries/queue.py` gives it.

    `address` is that of T0, and `works` says whether rows can be chosen.
    """
    reading = Reading.here()
    return mark_safe("\n".join([_row(each, works, address, reading) for each in tickets]))


def _row(ticket: Any, works: bool, address: str, reading: Reading) -> str:
    number = ticket.number
    high = HIGH if ticket.priority == "high" else ""
    return (
        f'<tr id="{number}" data-version="{ticket.version}">'
        f"<td>{_choice(ticket) if works else ''}</td>"
        f'<td class="muted">{number}</td>'
        f"<td>{_state(ticket.state, bool(ticket.merged_into_id))}</td>"
        f'<th class="cell-subject" scope="row"><a href="{address.replace("T0", number)}" data-row-link>'
        f"{_channel(ticket.channel)} {high}{escape(ticket.subject or ticket.topic_name)}</a></th>"
        f'<td class="cell-area">{escape(ticket.area_name)}</td>'
        f'<td class="cell-with">{escape(ticket.assignee_name or "nobody")}</td>'
        f'<td class="cell-name">{_spoke_last(ticket, reading)}{escape(_customer(ticket))}</td>'
        f'<td class="number">{_when(ticket, reading)}</td></tr>'
    )


@cache
def _state(state: str, is_merged: bool) -> SafeString:
    return state_mark(Ticket(state=state, merged_into_id=1 if is_merged else None))


def _customer(ticket: Any) -> str:
    if ticket.customer_id is None:
        return ""
    return ticket.customer_name or ticket.customer_company or f"C{ticket.customer_id}"


def _choice(ticket: Ticket) -> str:
    return (
        f'<label><input type="checkbox" name="ticket" value="{ticket.pk}.{ticket.version}" form="several"'
        f' autocomplete="off" data-row-check><span class="visually-hidden">Select {ticket.number}</span>'
        "</label>"
    )


@cache
def _channel(channel: str) -> SafeString:
    return drawn("contacts/_channel.html", channel=channel)


def _spoke_last(ticket: Ticket, reading: Reading) -> str:
    if not ticket.is_unanswered:
        return ""
    words = f"The customer spoke last, {reading.moment(ticket.spoke_last_at)}"
    return f'<span title="{words}">{icon("in", f"{words}: ")}</span>'


def _when(ticket: Ticket, reading: Reading) -> str:
    if ticket.due_key.year < NEVER and ticket.is_unresolved:
        return reading.due_short(*ticket.due_at(reading.now))
    return f'<span class="muted">{reading.day(ticket.opened_at)}</span>'
