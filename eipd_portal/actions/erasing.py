"""Erase an address for somebody who proved it, and again after a restore."""

import uuid
from datetime import datetime
from itertools import chain

from procrastinate.contrib.django import app

from eipd_portal import erasure_list
from eipd_portal.actions.asking_for_proof import ask_for_proof
from eipd_portal.actions.proving import erase_by_link
from eipd_portal.addresses import keyed_hash
from eipd_portal.models import Erasure, MailedProof, Registrant
from uccms.audit.context import action, one_at_a_time
from uccms.mail.actions.queueing_mail import About, queue_mail
from uccms.mail.actions.sending_mail import forget_address
from uccms.mail.models import Mail
from uccms.privacy import pia

STILL_BEING_SENT = 15 * 60  # seconds; the mail server has answered by then, or its sender is dead


@action
def ask_to_erase(registrant: Registrant, *, browser: str, by=None) -> MailedProof:
    """Mail a link that erases the address: whoever sits at an open browser cannot do it alone."""
    return ask_for_proof(registrant.email, browser=browser, purpose=MailedProof.Purpose.ERASE, by=None)


@action
def erase_registrant(token: str, *, by=None) -> None:
    """Erase the address that a mailed link proves, with everything that hangs on it, and mail a last proof.

    That mail is deleted as soon as the mail server has taken it, and within a day in any case. Raises
    NotProven.
    """
    proof = erase_by_link(token)
    email = proof.email
    forget(email)
    facts = {"email": email, "backups": pia.assessment()["retention"]["backups"]["replaced_after"]}
    queue_mail(About("portal_erased", f"portal_erased:{uuid.uuid4()}"), to=email, facts=facts, by=None)


@action
def forget(email: str, *, by=None) -> None:
    """Delete all that the portal knows under an address, and note its hash against restores."""
    Registrant.objects.select_for_update().filter(email=email).delete()
    MailedProof.objects.filter(email=email).delete()
    forget_address(email)
    being_sent = list(Mail.objects.filter(to__iexact=email).values_list("pk", flat=True))
    if being_sent:
        job = app.configure_task("eipd_portal.jobs.forget_mails", schedule_in={"seconds": STILL_BEING_SENT})
        job.defer(mails=being_sent)
    Erasure.objects.create(address_hash=keyed_hash(email, "erased"))
    app.configure_task("eipd_portal.jobs.note_erasures").defer()


@action
def forget_mails(keys: list[int], *, by=None) -> int:
    """Delete mails to an erased address that were being sent when it was erased."""
    return Mail.objects.filter(pk__in=keys).delete()[0]


@action
def note_erasures(*, by=None) -> int:
    """Write erasures that are new to the list beside the database; twice on it is no harm."""
    one_at_a_time(erasure_list.NAME)
    new = list(Erasure.objects.filter(is_noted=False).order_by("pk"))
    erasure_list.append([(each.address_hash, each.erased_at) for each in new])
    Erasure.objects.filter(pk__in=[each.pk for each in new]).update(is_noted=True)
    return len(new)


@action
def replay_erasures(erased: dict[str, datetime], *, by=None) -> int:
    """After a restore, erase again what was erased; says how many addresses there were.

    `erased` has the last erasure of each hash. Who registered again after it stays.
    """
    registered = Registrant.objects.values_list("email", "registered_at")
    asked = MailedProof.objects.values_list("email", "asked_at")
    mailed = Mail.objects.filter(kind__startswith="portal_").values_list("to", "queued_at")
    found = set()
    for email, since in chain(registered.iterator(), asked.iterator(), mailed.iterator()):
        at = erased.get(keyed_hash(email, "erased"))
        if at is not None and since < at:
            found.add(email)
    for email in sorted(found):
        forget(email, by=None)
    return len(found)


@action
def delete_old_erasures(before: datetime, *, by=None) -> int:
    """Delete the hashes of addresses that are in no backup any more, from the list too."""
    one_at_a_time(erasure_list.NAME)
    erasure_list.drop(before)
    return Erasure.objects.filter(erased_at__lt=before).delete()[0]
