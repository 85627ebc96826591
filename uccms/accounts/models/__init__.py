from uccms.accounts.models.areas import BusinessArea, Membership
from uccms.accounts.models.attempts import Attempts
from uccms.accounts.models.staff import User

__all__ = ["Attempts", "BusinessArea", "Membership", "User"]
