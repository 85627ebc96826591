from contacts.models.contacts import Contact
from contacts.models.customers import (
    Customer,
    CustomerWord,
    EmailAddress,
    MailingAddress,
    NameWord,
    Telephone,
)
from contacts.models.drafts import Draft
from contacts.models.follow_ups import FollowUp
from contacts.models.hours import ClosedDay, OpeningHours
from contacts.models.levels import MissedTarget, ServiceTarget
from contacts.models.several import Several, SeveralRow
from contacts.models.tickets import Matter, Participation, Ticket
from contacts.models.timeline import TimelineEntry
from contacts.models.topics import ResolutionCode, Topic
from contacts.models.views import SavedView

__all__ = [
    "ClosedDay",
    "Contact",
    "Customer",
    "CustomerWord",
    "Draft",
    "EmailAddress",
    "FollowUp",
    "MailingAddress",
    "Matter",
    "MissedTarget",
    "NameWord",
    "OpeningHours",
    "Participation",
    "ResolutionCode",
    "SavedView",
    "ServiceTarget",
    "Several",
    "SeveralRow",
    "Telephone",
    "Ticket",
    "TimelineEntry",
    "Topic",
]
