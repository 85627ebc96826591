"""Take a mailed proof, once: the link from anywhere, the code in the browser that asked for it."""

from dataclasses import dataclass
from enum import Enum

from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from eipd_portal.actions.asking_for_proof import hash_of_code, hash_of_token
from eipd_portal.addresses import keyed_hash
from eipd_portal.models import BlockedAddress, MailedProof, Registrant, RegistrantSession
from eipd_portal.sessions import LASTS, hashed, new_key
from uccms.audit.context import action
from uccms.mail.actions.sending_mail import forget_address

Purpose = MailedProof.Purpose
TRIES = 5


class Standing(Enum):
    """What a link or code is worth now."""

    GOOD = "good"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class NotProven(Exception):
    """A link or code proves nothing; `standing` says why, `tries_left` how often a code may be tried."""

    def __init__(self, standing: Standing, tries_left: int = 0) -> None:
        super().__init__(standing)
        self.standing, self.tries_left = standing, tries_left


@dataclass(frozen=True)
class Entered:
    """Somebody proved their address: who it is, and the key for their browser."""

    registrant: Registrant
    key: str


def standing_of(purpose: str, token: str) -> Standing:
    """What a link is worth, without using it."""
    return _standing(MailedProof.objects.filter(token_hash=hash_of_token(purpose, token)).first())


@action
def enter_by_link(purpose: str, token: str, *, by=None) -> Entered:
    """Use a link to register or to sign in. Raises NotProven."""
    return _enter(_use(purpose, token))


def enter_by_code(proof: MailedProof | None, code: str) -> Entered:
    """Use a code to register or to sign in; `proof` is the one that this browser asked for. Raises NotProven.

    A try counts before the code is looked at, and whether it is right or not.
    """
    _count_try(proof)
    return _enter_by_code(proof, code, by=None)


def erase_by_link(token: str) -> MailedProof:
    """Use a link to erase an address, within an action. Raises NotProven."""
    return _use(Purpose.ERASE, token)


@action
def refuse_mail(token: str, *, by=None) -> None:
    """Whoever reads a mail to confirm an address asked for nothing, and the portal writes to them no more.

    Raises NotProven, also when the address was confirmed after all.
    """
    proof = _use(Purpose.REGISTER, token)
    BlockedAddress.objects.get_or_create(pk=keyed_hash(proof.email, "blocked"))
    forget_address(proof.email)
    MailedProof.objects.filter(email=proof.email).delete()


def _use(purpose: str, token: str) -> MailedProof:
    proof = MailedProof.objects.select_for_update().filter(token_hash=hash_of_token(purpose, token)).first()
    standing = _standing(proof)
    if proof is None or standing != Standing.GOOD:
        raise NotProven(standing)
    return proof


def _standing(proof: MailedProof | None) -> Standing:
    if proof is None:
        return Standing.UNKNOWN
    if proof.used_at:
        return Standing.USED
    return Standing.EXPIRED if proof.is_over else Standing.GOOD


@action
def _count_try_of(proof: MailedProof, *, by=None) -> int:
    return MailedProof.objects.filter(pk=proof.pk, tries__lt=TRIES).update(tries=F("tries") + 1)


def _count_try(proof: MailedProof | None) -> None:
    """Count one try, committed at once. Raises NotProven when there are none left."""
    if proof is None:
        raise NotProven(Standing.UNKNOWN)
    if not _count_try_of(proof, by=None):
        raise NotProven(Standing.EXPIRED)


@action
def _enter_by_code(proof: MailedProof, code: str, *, by=None) -> Entered:
    proof = MailedProof.objects.select_for_update().get(pk=proof.pk)
    # For an address that got no mail the same is compared, and fails.
    right = constant_time_compare(hash_of_code(proof, code), proof.code_hash or "none")
    if not right:
        raise NotProven(Standing.UNKNOWN, TRIES - proof.tries)
    standing = _standing(proof)
    if standing != Standing.GOOD:
        raise NotProven(standing)
    return _enter(proof)


def _enter(proof: MailedProof) -> Entered:
    now = timezone.now()
    registrant, _ = Registrant.objects.get_or_create(email=proof.email)
    # What else was mailed to this address to come in is done with.
    same = MailedProof.objects.filter(email=proof.email).exclude(purpose=Purpose.ERASE)
    same.filter(token_hash__isnull=False, used_at__isnull=True).update(used_at=now)
    key = new_key()
    RegistrantSession.objects.create(registrant=registrant, key_hash=hashed(key), expires_at=now + LASTS)
    return Entered(registrant, key)
