"""Ask for a mail that proves an address, and write that mail.

Whoever asks gets the same answer in the same time for every address: the request writes one row and wakes a
job. The job knows whether the address is known, new, blocked or was mailed too often, and mails accordingly.
"""

import secrets
from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac
from procrastinate.contrib.django import app

from eipd_portal import limits
from eipd_portal.actions.limiting import TooMany, count
from eipd_portal.addresses import keyed_hash, readable
from eipd_portal.languages import ENGLISH, SPANISH, whole_address
from eipd_portal.models import BlockedAddress, MailedProof, Registrant
from eipd_portal.sessions import hashed, new_key
from uccms.audit.context import action, one_at_a_time
from uccms.mail.actions.queueing_mail import About, queue_mail

Purpose = MailedProof.Purpose
LASTS = {
    Purpose.REGISTER: timedelta(hours=24),
    Purpose.SIGN_IN: timedelta(minutes=15),
    Purpose.ERASE: timedelta(minutes=15),
}
CODE_DIGITS = 8


@action
def ask_for_proof(email: str, *, browser: str, purpose: str = Purpose.ENTER, by=None) -> MailedProof:
    """Note that a browser asks to prove this address, and have the mail written; twice is once.

    `email` is canonical, `browser` the key in its cookie.
    """
    one_at_a_time(f"proof:{hashed(browser)}")
    if purpose == Purpose.ENTER and (earlier := asked_by(browser)):
        return earlier
    proof = MailedProof.objects.create(email=email, browser_hash=hashed(browser), purpose=purpose)
    # Behind all other work: a flood of registrations holds no order's mail up.
    app.configure_task("eipd_portal.jobs.mail_proof", priority=-1).defer(proof=proof.pk)
    return proof


@action
def mail_proof(proof: MailedProof, *, by=None) -> bool:
    """Write the mail for one proof, and say whether there is one; asked twice, it is one mail.

    An address that is new gets a mail to confirm it, a known one a mail to sign in. None goes to one that is
    blocked, or got its mails of this hour.
    """
    one_at_a_time(f"address:{proof.email}")
    proof = MailedProof.objects.select_for_update().get(pk=proof.pk)
    if proof.token_hash or not _may_be_mailed(proof.email):
        return False
    if proof.purpose == Purpose.ENTER:
        known = Registrant.objects.filter(email=proof.email).exists()
        proof.purpose = Purpose.SIGN_IN if known else Purpose.REGISTER
    token, code = new_key(), f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    proof.token_hash, proof.code_hash = hash_of_token(proof.purpose, token), hash_of_code(proof, code)
    proof.expires_at = timezone.now() + LASTS[proof.purpose]
    proof.save(update_fields=["purpose", "token_hash", "code_hash", "expires_at"])
    coming_in = ("confirm", proof.purpose, token)
    link = ("erase_by_link", token) if proof.purpose == Purpose.ERASE else coming_in
    facts = {
        "code": f"{code[:4]} {code[4:]}",
        "email": readable(proof.email),
        "link": whole_address(ENGLISH, *link),
        "link_es": whole_address(SPANISH, *link),
        "refuse": whole_address(ENGLISH, "refuse", token),
        "refuse_es": whole_address(SPANISH, "refuse", token),
    }
    kind = f"portal_{proof.purpose.replace('-', '_')}"
    queue_mail(About(kind, f"{kind}:{proof.pk}"), to=proof.email, facts=facts, by=None)
    return True


def asked_by(browser: str) -> MailedProof | None:
    """The newest proof that this browser asked for, to register or to sign in, or None."""
    asked = MailedProof.objects.filter(browser_hash=hashed(browser)).exclude(purpose=Purpose.ERASE)
    return asked.order_by("-pk").first() if browser else None


def hash_of_token(purpose: str, token: str) -> str:
    """What is stored of a link's token: it is found for its own purpose alone."""
    return hashed(f"{purpose}:{token}")


def hash_of_code(proof: MailedProof, code: str) -> str:
    """What is stored of a code. It is short, so the hash is keyed, and another for each proof and address."""
    said = f"{proof.pk}:{proof.email}:{code}"
    return salted_hmac("eipd_portal.code", said, algorithm="sha256").hexdigest()


def _may_be_mailed(email: str) -> bool:
    if BlockedAddress.objects.filter(pk=keyed_hash(email, "blocked")).exists():
        return False
    try:
        count(limits.MAILED_TO_ADDRESS, email)
    except TooMany:
        return False
    return True
