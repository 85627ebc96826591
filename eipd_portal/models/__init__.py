from eipd_portal.models.downloads import CountingKey, DownloadBegun, DownloadCount, DownloadLink
from eipd_portal.models.erasures import BlockedAddress, Erasure
from eipd_portal.models.files import EditionFile, EditionVersion
from eipd_portal.models.limits import RequestCount
from eipd_portal.models.proofs import MailedProof
from eipd_portal.models.registrants import NoticeWish, Registrant, RegistrantSession, TermsAcceptance

__all__ = [
    "BlockedAddress",
    "CountingKey",
    "DownloadBegun",
    "DownloadCount",
    "DownloadLink",
    "EditionFile",
    "EditionVersion",
    "Erasure",
    "MailedProof",
    "NoticeWish",
    "Registrant",
    "RegistrantSession",
    "RequestCount",
    "TermsAcceptance",
]
