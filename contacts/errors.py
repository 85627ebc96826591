"""What can be wrong with an act, in sentences for the agent."""


class TicketError(Exception):
    """The act is not possible as things stand; the message says why and what to do."""


class CustomerError(TicketError):
    """The same, about a customer."""


class SentBefore(TicketError):
    """The same form was sent before with other words, from another page that had it open."""

    def __init__(self) -> None:
        super().__init__(
            "This was sent before, from another window, with other words. Those stand on the timeline."
            " Nothing of yours is saved yet: send it again to add it."
        )


class Conflict(Exception):
    """Somebody else changed the record since it was read."""
