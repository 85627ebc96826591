"""How often the portal may be asked for a mail, or a code be tried; each within a window of its own."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Limit:
    """At most so many within a window, counted from its first."""

    name: str
    most: int
    window: timedelta


# From one origin: many people sit behind one address.
ASKED_BY_ORIGIN = Limit("asked by origin", 30, timedelta(hours=1))
TRIED_BY_ORIGIN = Limit("tried by origin", 60, timedelta(hours=1))
# For one address from one origin. It tells who asked nothing that they did not do themselves.
ASKED_AGAIN = Limit("asked again", 1, timedelta(minutes=1))
ASKED_BY_ORIGIN_FOR_ADDRESS = Limit("asked by origin for address", 5, timedelta(hours=1))
# Mails to one address, whoever asks. Nobody is told when it is reached, as it says that others asked.
MAILED_TO_ADDRESS = Limit("mailed to address", 5, timedelta(hours=1))
