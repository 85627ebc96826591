"""A row of the queue, written in Python: fifty of them, by a template, are a third of the page's time."""

from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from contacts.models import Ticket
from uccms.web.jinja import in_templates
from uccms.web.template_words import day, drawn, due_short, icon, moment, state_mark

HIGH = '<span class="badge badge--warn">High</span> '


@in_templates
def queue_row(ticket: Any, works: bool, address: str) -> SafeString:
    """The row of this ticket, with the names that `queries/queue.py` gives it.

    `address` is that of T0, and `works` says whether rows can be chosen.
    """
    number = ticket.number
    heading = escape(ticket.subject or ticket.topic_name)
    high = HIGH if ticket.priority == Ticket.Priority.HIGH else ""
    channel = drawn("contacts/_channel.html", channel=ticket.channel)
    return mark_safe(
        f'<tr id="{number}" data-version="{ticket.version}">'
        f"<td>{_choice(ticket) if works else ''}</td>"
        f'<td class="muted">{number}</td>'
        f"<td>{state_mark(ticket)}</td>"
        f'<th class="cell-subject" scope="row"><a href="{address.replace("T0", number)}" data-row-link>'
        f"{channel} {high}{heading}</a></th>"
        f'<td class="cell-name hide-narrow">{escape(ticket.area_name)}</td>'
        f'<td class="cell-name hide-narrow">{escape(ticket.assignee_name or "nobody")}</td>'
        f'<td class="cell-name">{_spoke_last(ticket)}{escape(_customer(ticket))}</td>'
        f'<td class="number">{_when(ticket)}</td></tr>'
    )


def _customer(ticket: Any) -> str:
    if ticket.customer_id is None:
        return ""
    return ticket.customer_name or ticket.customer_company or f"C{ticket.customer_id}"


def _choice(ticket: Ticket) -> str:
    return (
        f'<label><input type="checkbox" name="ticket" value="{ticket.pk}.{ticket.version}" form="several"'
        f' data-row-check><span class="visually-hidden">Select {ticket.number}</span></label>'
    )


def _spoke_last(ticket: Ticket) -> str:
    if not ticket.is_unanswered:
        return ""
    words = f"The customer spoke last, {moment(ticket.spoke_last_at)}"
    return f'<span title="{words}">{icon("in", f"{words}: ")}</span>'


def _when(ticket: Ticket) -> str:
    if ticket.due_key.year < 9000 and ticket.is_unresolved:
        return due_short(ticket.due_shown, ticket.due_for)
    return f'<span class="muted">{day(ticket.opened_at)}</span>'
