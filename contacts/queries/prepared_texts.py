"""Which prepared texts are offered where somebody writes, and what is known to fill in."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format

from contacts.models import Customer, PreparedText, Ticket, Topic
from contacts.routing_facts import parents_of_topics, with_those_above
from uccms.accounts.models import BusinessArea, User

MOST = 400


@dataclass(frozen=True)
class Writing:
    """What a text is brought into: a ticket, or a contact about a topic with a customer who may be known."""

    ticket: Ticket | None = None
    topic: Topic | None = None
    area: BusinessArea | None = None
    customer_name: str = ""
    looked_at: list[str] = field(default_factory=list)

    def known(self, user: User) -> dict[str, str]:
        """What the placeholders stand for; empty for what nobody knows."""
        return {
            "customer name": self.customer_name,
            "ticket number": self.ticket.number if self.ticket else "",
            "agent name": user.name,
            "area": str(self.area or ""),
            "date": date_format(timezone.localdate(), "F j, Y"),
        }


def writing_about(user: User, *, ticket: str, customer: str, customer_name: str, topic: str) -> Writing:
    """What these numbers of a form or an address mean, as far as `user` may see it.

    Raises Http404 for a ticket or customer that they may not know of.
    """
    if ticket:
        found = Ticket.objects.visible_to(user).select_related("customer", "area", "topic")
        about = found.filter(pk=_key(ticket, "T")).first()
        if about is None:
            raise Http404
        name = about.customer.name if about.customer and user.has_perm("contacts.look_up_customer") else ""
        return Writing(about, about.topic, about.area, name, [about.number])
    looked_at = []
    if customer.startswith("C") and _key(customer, "C"):
        known = Customer.objects.filter(pk=_key(customer, "C")).first()
        if known is None or not user.has_perm("contacts.look_up_customer"):
            raise Http404
        customer_name, looked_at = known.name, [known.number]
    chosen = Topic.objects.select_related("area").filter(pk=_key(topic)).first()
    area = chosen.area if chosen and chosen.area in user.areas else next(iter(user.areas), None)
    return Writing(None, chosen, area, customer_name, looked_at)


def offered_texts(user: User, writing: Writing, *, kept_too: bool) -> list[PreparedText]:
    """The texts for this, those of its topic and area first; with those not offered for who keeps them."""
    texts = PreparedText.objects.visible_to(user).select_related("area", "topic")
    if writing.ticket:  # who may write on another area's ticket writes as that area does
        texts = texts | PreparedText.objects.filter(area=writing.area).select_related("area", "topic")
    if not (kept_too and user.has_perm("contacts.keep_texts")):
        texts = texts.filter(is_offered=True)
    if writing.topic:
        its_own = with_those_above(writing.topic.pk, parents_of_topics())
        texts = texts.filter(Q(topic=None) | Q(topic__in=its_own))

    def nearness(text: PreparedText) -> tuple:
        its_topic = writing.topic is not None and text.topic_id is not None
        its_area = writing.area is not None and text.area_id == writing.area.pk
        return (not its_topic, not its_area)

    return sorted(texts.in_order()[:MOST], key=nearness)


def _key(text: str, letter: str = "") -> int:
    digits = text.upper().removeprefix(letter)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else 0
