from contacts.models.contacts import Contact
from contacts.models.customer_merges import CustomerMerge, CustomerMergeRow
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
from contacts.models.several import Several, SeveralRow
from contacts.models.tickets import Matter, Participation, Ticket
from contacts.models.timeline import TimelineEntry
from contacts.models.topics import ResolutionCode, Topic
from contacts.models.views import SavedView

__all__ = [
    "Contact",
    "Customer",
    "CustomerMerge",
    "CustomerMergeRow",
    "CustomerWord",
    "Draft",
    "EmailAddress",
    "FollowUp",
    "MailingAddress",
    "Matter",
    "NameWord",
    "Participation",
    "ResolutionCode",
    "SavedView",
    "Several",
    "SeveralRow",
    "Telephone",
    "Ticket",
    "TimelineEntry",
    "Topic",
]
