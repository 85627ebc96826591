"""The same small cast in every test: staff of some areas, topics, codes, and what they act on."""

import uuid
from datetime import timedelta

from django.contrib.auth.models import Group
from django.utils import timezone

from contacts.actions.keeping_customers import create_customer
from contacts.actions.logging_contacts import KeptOpen, log_contact
from contacts.forms.telephones import read_number
from contacts.models import Contact, Customer, ResolutionCode, Ticket, Topic
from uccms.accounts import roles
from uccms.accounts.models import BusinessArea, Membership, User

PASSWORD = "quiet river, yellow lamp"


def area(name: str = "Filing Receipts", **facts) -> BusinessArea:
    """A business area of this name."""
    slug = name.lower().replace(" ", "-")
    return BusinessArea.objects.get_or_create(name=name, defaults={"slug": slug} | facts)[0]


def call_center() -> BusinessArea:
    """The first tier, which sees every ticket."""
    return area("Contact Center", first_tier=True)


def staff(username: str, *areas: BusinessArea, role: str = roles.AGENT, name: str = "") -> User:
    """A member of staff with one role in these areas."""
    user = User(username=username, name=name or username.title())
    user.set_password(PASSWORD)
    user.save()
    user.groups.add(Group.objects.get(name=role))
    for each in areas:
        Membership.objects.create(user=user, area=each)
    return user


def again(user: User) -> User:
    """The same person, as the next request reads them: nothing cached."""
    return User.objects.get(pk=user.pk)


def topic(name: str = "Filing receipt: correction", to: BusinessArea | None = None, **facts) -> Topic:
    """A topic that is answered by an area."""
    return Topic.objects.get_or_create(name=name, defaults={"area": to or area()} | facts)[0]


def code(name: str = "Answered") -> ResolutionCode:
    """A resolution code."""
    return ResolutionCode.objects.get_or_create(code=name.lower(), defaults={"name": name})[0]


def short_answer(name: str = "Office hours", to: BusinessArea | None = None) -> Topic:
    """A topic with a short answer."""
    return topic(
        name,
        to,
        preset_description="Asked for the office hours.",
        preset_resolution="Monday to Friday, 8:30 a.m. to 5 p.m.",
        preset_code=code(),
    )


def customer(by: User, name: str = "Marisol Quintero", *, number: str = "571 555 0142", **facts) -> Customer:
    """A customer with a telephone number."""
    numbers = [read_number(number)] if number else []
    return create_customer(by=by, name=name, numbers=numbers, **facts)


def contact(by: User, **facts) -> Contact:
    """A call that opened a ticket, kept open as the agent's own, unless `facts` say otherwise."""
    known = {
        "submission_id": uuid.uuid4(),
        "channel": "phone",
        "started_at": timezone.now() - timedelta(minutes=3),
        "description": "The filing receipt shows the wrong inventor.",
        "outcome": KeptOpen("mine"),
    }
    if "ticket" not in facts:
        known["topic"] = topic()
    return log_contact(by=again(by), **known | facts)


def ticket(by: User, **facts) -> Ticket:
    """The ticket that `contact` opens."""
    return contact(by, **facts).ticket
