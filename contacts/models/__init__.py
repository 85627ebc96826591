from contacts.models.attachments import Attachment, Leftover
from contacts.models.being_here import Here
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
from contacts.models.hours import ClosedDay, OpeningHours
from contacts.models.levels import MissedTarget, ServiceTarget
from contacts.models.matters import Matter
from contacts.models.prepared_texts import PreparedText
from contacts.models.reviews import Review
from contacts.models.routing import RoutingRule, RoutingTurn
from contacts.models.several import Several, SeveralRow
from contacts.models.tickets import Participation, Ticket
from contacts.models.ties import Merge, Moved, TicketLink
from contacts.models.timeline import TimelineEntry
from contacts.models.topics import ResolutionCode, Topic
from contacts.models.views import SavedView

__all__ = [
    "Attachment",
    "ClosedDay",
    "Contact",
    "Customer",
    "CustomerMerge",
    "CustomerMergeRow",
    "CustomerWord",
    "Draft",
    "EmailAddress",
    "FollowUp",
    "Here",
    "Leftover",
    "MailingAddress",
    "Matter",
    "Merge",
    "MissedTarget",
    "Moved",
    "NameWord",
    "OpeningHours",
    "Participation",
    "PreparedText",
    "ResolutionCode",
    "Review",
    "RoutingRule",
    "RoutingTurn",
    "SavedView",
    "ServiceTarget",
    "Several",
    "SeveralRow",
    "Telephone",
    "Ticket",
    "TicketLink",
    "TimelineEntry",
    "Topic",
]
