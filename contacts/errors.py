"""What can be wrong with an act, in sentences for the agent."""


class TicketError(Exception):
    """The act is not possible as things stand; the message says why and what to do."""


class CustomerError(TicketError):
    """The same, about a customer."""


class Conflict(Exception):
    """Somebody else changed the record since it was read."""
