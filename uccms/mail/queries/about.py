"""The newest mails about a record, for the page of that record."""

from uccms.database.written_once import Question, Slot, WrittenOnce
from uccms.mail import kinds
from uccms.mail.models import Mail

NEWEST = 20


def mails_about(record: str) -> Question:
    """The question for the newest mails about the record with this number; `seen_by` says whose they are."""
    return _about.asking(record=record)


def seen_by(user, mails: list[Mail]) -> list[Mail]:
    """Those of the mails that this person may see; nothing for who may not see the outbox."""
    if not mails or not user.has_perm("mail.see_outbox"):
        return []
    whole = kinds.seen_whole(user)
    others = [each.pk for each in mails if each.kind not in whole]
    seen = set(
        Mail.objects.visible_to(user).filter(pk__in=others).values_list("pk", flat=True) if others else ()
    )
    return [each for each in mails if each.kind in whole or each.pk in seen]


_about = WrittenOnce(
    lambda: Mail.objects.filter(record=Slot("record")).defer("text", "html").order_by("-pk")[:NEWEST]
)
