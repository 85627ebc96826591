"""Accept the terms of use, once for each version."""

from eipd_portal import terms
from eipd_portal.models import Registrant, TermsAcceptance
from uccms.audit.context import action


class OtherTerms(Exception):
    """The version that somebody read is not in force any more."""


@action
def accept_terms(registrant: Registrant, *, version: str, by=None) -> TermsAcceptance:
    """Note that a registrant accepted the version that they read; twice is once. Raises OtherTerms."""
    if version != terms.current().version:
        raise OtherTerms
    return TermsAcceptance.objects.get_or_create(registrant=registrant, version=version)[0]
