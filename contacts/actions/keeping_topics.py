"""Keep what the contact screen asks for with a topic."""

from contacts.areas_kept import require_keeper
from contacts.errors import Conflict, TicketError
from contacts.models import Topic
from uccms.accounts.models import User
from uccms.audit.context import action


@action
def set_asking(
    topic: Topic,
    *,
    asks_matter: str,
    matter_kind: str,
    asks_company: bool,
    was: tuple[str, str, bool],
    by: User,
) -> Topic:
    """Say whether a number is asked for or needed, of which kind ("" for any), and whether the company is.

    `was` is what was read. A company is never needed: nobody has to give it.
    Raises PermissionDenied, Conflict, or TicketError with a sentence.
    """
    topic = Topic.objects.select_for_update(of=("self",)).select_related("area").get(pk=topic.pk)
    require_keeper(by, topic.area)
    if (topic.asks_matter, topic.matter_kind, topic.asks_company) != was:
        raise Conflict
    if matter_kind and not asks_matter:
        raise TicketError("Say whether the number is asked for or needed, or choose any kind.")
    topic.asks_matter, topic.matter_kind, topic.asks_company = asks_matter, matter_kind, asks_company
    topic.save(update_fields=["asks_matter", "matter_kind", "asks_company"])
    return topic
