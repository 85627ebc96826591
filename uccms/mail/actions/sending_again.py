"""Send a mail again: a new one with the same words, so that what became of the first stays on record."""

import uuid

from django.core.exceptions import PermissionDenied

from uccms.audit.context import action, one_at_a_time
from uccms.mail.actions.queueing_mail import have_it_sent
from uccms.mail.messages import MailRefused, checked_address
from uccms.mail.models import Mail

SETTLED = (Mail.State.SENT, Mail.State.FAILED, Mail.State.UNKNOWN)


@action
def send_again(mail: Mail, *, submission_id: uuid.UUID, by, to: str = "") -> Mail:
    """Queue the same words once more, to another address where one is given; sent twice, it is one.

    Raises PermissionDenied, or MailRefused with a sentence.
    """
    if not Mail.objects.visible_to(by).filter(pk=mail.pk).exists():
        raise PermissionDenied
    one_at_a_time(submission_id)
    cause = f"again:{submission_id}"
    earlier = Mail.objects.filter(cause=cause).first()
    if earlier:
        return earlier
    mail = Mail.objects.select_for_update().get(pk=mail.pk)
    if mail.state not in SETTLED:
        raise MailRefused("This mail is on its way already.")
    if not mail.may_be_sent_again:
        raise MailRefused("This mail was for one person and a time. Its reader can ask for a new one.")
    if mail.is_announcement:
        raise MailRefused("An announcement is never sent again.")
    again = Mail.objects.create(
        kind=mail.kind,
        cause=cause,
        record=mail.record,
        to=checked_address(to or mail.to),
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        unsubscribe=mail.unsubscribe,
        document=mail.document,
        queued_by=by,
    )
    have_it_sent()
    return again
