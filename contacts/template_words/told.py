"""What the timeline of a ticket says of each thing that happened, and the drawing beside it."""

from collections.abc import Callable, Collection

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from contacts.models import Ticket, TimelineEntry
from uccms.web.jinja import as_filter, in_templates
from uccms.web.template_words.times import moment
from uccms.web.template_words.words import basis_words

ICONS = {
    "forwarded": "forward", "routed": "forward", "merged": "forward", "split": "forward", "took_in": "in",
    "split_from": "in", "unmerged": "undo", "linked": "copy", "unlinked": "copy", "closed": "closed",
    "resolved": "resolved", "reopened": "open", "assigned": "open", "corrected": "pencil", "removed": "close",
    "prioritized": "alert", "attached": "file", "kept": "check",
}  # fmt: skip


@as_filter
def entry_icon(kind: str) -> str:
    """The drawing beside a line of the timeline."""
    return ICONS.get(kind, "clock")


@in_templates
def told(entry: TimelineEntry, visible: Collection[int] = ()) -> SafeString:
    """What happened, by whom; `visible` are the keys of the tickets that the reader may open."""
    if entry.kind in TIES:
        return format_html(TIES[entry.kind], _other(entry, visible or ()), entry.by)
    return SENTENCES[entry.kind](entry) if entry.kind in SENTENCES else SafeString()


TIES = {
    "merged": "<strong>Merged</strong> into {} by {}",
    "took_in": "<strong>Merged in</strong>: {}, by {}",
    "unmerged": "<strong>Merge undone</strong> with {} by {}",
    "split": "<strong>A contact was split off</strong> into {} by {}",
    "split_from": "<strong>Split off</strong> from {} by {}",
    "linked": "<strong>Linked</strong> with {} by {}",
    "unlinked": "<strong>Link removed</strong> with {} by {}",
}


def _other(entry: TimelineEntry, visible: Collection[int]) -> str:
    if not entry.other_id:
        return "another ticket"
    number = f"T{entry.other_id}"
    if entry.other_id not in visible:
        return number
    return format_html('<a href="{}">{}</a>', reverse("contacts:ticket", args=[entry.other_id]), number)


def _assigned(entry: TimelineEntry) -> SafeString:
    if not entry.person:
        return format_html("<strong>Put back</strong> into the queue by {}", entry.by)
    if entry.person == entry.by:
        return format_html("<strong>Taken</strong> by {}", entry.by)
    noted = ", with a note" if entry.text else ""
    return format_html("<strong>Assigned</strong> to {} by {}{}", entry.person, entry.by, noted)


def _reopened(entry: TimelineEntry) -> SafeString:
    if entry.person:
        return format_html(
            "<strong>Given back</strong> to {} by {}, after a quality review", entry.person, entry.by
        )
    through = ", through a contact" if entry.contact_id else ""
    return format_html("<strong>Reopened</strong> by {}{}", entry.by, through)


def _routed(entry: TimelineEntry) -> SafeString:
    went = format_html(" from {} to <strong>{}</strong>", entry.origin, entry.to) if entry.to else ""
    given = f", given to {entry.person}" if entry.person else ""
    priority = f", priority {entry.get_priority_display().lower()}" if entry.priority else ""
    return format_html("<strong>Routed</strong> by rule “{}”{}{}{}", entry.rule, went, given, priority)


def _promise(entry: TimelineEntry) -> str:
    return moment(entry.follow_up.due_at)


SENTENCES: dict[str, Callable[[TimelineEntry], SafeString]] = {
    "attached": lambda entry: format_html("<strong>Attached</strong> by {}", entry.by),
    "forwarded": lambda entry: format_html(
        "<strong>Forwarded</strong> by {} from {} to <strong>{}</strong>{}",
        entry.by,
        entry.origin,
        entry.to,
        f", to {entry.person}" if entry.person else "",
    ),
    "assigned": _assigned,
    "promised": lambda entry: format_html(
        "<strong>Follow-up promised</strong> by {} for {}", entry.by, _promise(entry)
    ),
    "kept": lambda entry: format_html(
        "<strong>Follow-up kept</strong> by {}, promised for {}", entry.by, _promise(entry)
    ),
    "withdrawn": lambda entry: format_html(
        "<strong>Follow-up withdrawn</strong> by {}, promised for {}: {}",
        entry.by,
        _promise(entry),
        entry.follow_up.reason,
    ),
    "waiting": lambda entry: format_html("<strong>Waiting</strong> for the customer, set by {}", entry.by),
    "due": lambda entry: SafeString("<strong>Open again</strong>, a follow-up’s time has come"),
    "resolved": lambda entry: format_html(
        "<strong>Resolved</strong>{}", f" by {entry.by}" if entry.by else ""
    ),
    "reopened": _reopened,
    "routed": _routed,
    "prioritized": lambda entry: format_html(
        "<strong>Priority {}, set by {}",
        SafeString("high</strong>" if entry.priority == Ticket.Priority.HIGH else "normal</strong> again"),
        entry.by,
    ),
    "closed": lambda entry: SafeString(
        "<strong>Closed</strong>, as nothing more was asked after the resolution"
    ),
    "corrected": lambda entry: format_html("<strong>A text was corrected</strong> by {}", entry.by),
    "removed": lambda entry: format_html(
        '<strong>Something was removed</strong> by {}: {} <span class="small">({})</span>',
        entry.by,
        entry.text,
        basis_words(entry.basis),
    ),
}
