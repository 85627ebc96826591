"""The privacy page's facts, all from the assessment's file."""

from uccms.privacy import pia

KEPT_OF_REGISTRANTS = ("registrants", "unproven", "portal_mail", "backups", "erasures")


def privacy() -> dict:
    """The assessment as it concerns registrants."""
    assessment = pia.assessment()
    return {
        "assessment": assessment["assessment"],
        "notice": pia.notice("portal"),
        "category": assessment["category"]["email_address"],
        "purposes": assessment["purposes"],
        "never": assessment["never"].values(),
        "retention": [assessment["retention"][name] for name in KEPT_OF_REGISTRANTS],
        "desk": assessment["desk"]["privacy"],
    }
