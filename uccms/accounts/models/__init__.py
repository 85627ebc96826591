from uccms.accounts.models.areas import BusinessArea, Membership
from uccms.accounts.models.staff import User

__all__ = ["BusinessArea", "Membership", "User"]
