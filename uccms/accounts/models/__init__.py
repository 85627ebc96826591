from uccms.accounts.models.areas import BusinessArea, Membership
from uccms.accounts.models.attempts import Attempts
from uccms.accounts.models.staff import User
from uccms.accounts.models.wrap_up import WrapUp

__all__ = ["Attempts", "BusinessArea", "Membership", "User", "WrapUp"]
