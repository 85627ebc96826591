"""Members of staff."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.functional import cached_property

from uccms.accounts import roles
from uccms.accounts.models.names import NameWords, index_of_words
from uccms.database.written_once import Question, Slot, WrittenOnce, together
from uccms.privacy.holds import Holds


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username=username.lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A member of staff. Accounts are never deleted, so that records go on naming who did what (IA-4)."""

    class AfterSaving(models.TextChoices):
        NEXT = "next", "next empty form"
        TICKET = "ticket", "the ticket"

    class AfterActing(models.TextChoices):
        TICKET = "ticket", "the ticket"
        LIST = "list", "its list"
        NEXT = "next", "the next of its list"

    class Scheme(models.TextChoices):
        SYSTEM = "", "as the system says"
        LIGHT = "light", "light"
        DARK = "dark", "dark"

    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    name_words = NameWords()
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())
    notice_version = models.CharField(max_length=32, blank=True)
    notice_agreed_at = models.DateTimeField(null=True, blank=True)
    shortcuts = models.BooleanField(default=True)
    after_saving = models.CharField(max_length=8, choices=AfterSaving, default=AfterSaving.NEXT)
    after_acting = models.CharField(
        max_length=8, choices=AfterActing, default=AfterActing.TICKET, db_default=AfterActing.TICKET
    )
    scheme = models.CharField(max_length=8, choices=Scheme, blank=True, default=Scheme.SYSTEM)
    away_until = models.DateField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    holds = Holds(
        nobody=["id", "is_superuser"],
        staff__name=["name", "name_words"],
        staff__account=["username", "email", "is_active", "created_at"],
        staff__credential=["password"],
        staff__sign_in=["last_login", "notice_version", "notice_agreed_at"],
        staff__preference=["shortcuts", "after_saving", "after_acting", "scheme"],
        staff__absence=["away_until"],
        copies={"name_words": "name"},
        secret=["password"],
        reference=True,
    )

    class Meta:
        default_permissions = ()
        indexes = [index_of_words("name_words", "staff_by_words_of_name")]
        constraints = [
            models.CheckConstraint(condition=models.Q(is_superuser=False), name="nobody_is_superuser"),
            models.CheckConstraint(
                condition=models.Q(username=Lower("username")), name="username_in_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """Up to two letters for the avatar."""
        words = self.name.split()
        return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()

    @cached_property
    def roles(self) -> frozenset[str]:
        """The names of the roles this person has (`roles.ROLES`)."""
        return frozenset(group.name for group in self.groups.all())

    @cached_property
    def areas(self) -> list["BusinessArea"]:  # noqa: F821
        """The business areas this person is a member of."""
        (memberships,) = together(memberships_of(self.pk))
        return [each.area for each in memberships]

    @property
    def home(self) -> "BusinessArea | None":  # noqa: F821
        """Whose work they do where nothing else says it: the first tier’s, else that of their first area."""
        return next((area for area in self.areas if area.first_tier), next(iter(self.areas), None))

    @cached_property
    def is_first_tier(self) -> bool:
        """Whether this person answers in the call center and so may see every ticket."""
        return any(area.first_tier for area in self.areas)

    @property
    def is_supervisor(self) -> bool:
        return roles.SUPERVISOR in self.roles

    @property
    def wrapping_up(self) -> "WrapUp | None":  # noqa: F821
        """The wrap-up that the person of a session is in; it comes with them (`backend.py`)."""
        found = self._state.fields_cache.get("wrap_up")
        return found if found and found.is_running else None

    @property
    def is_away(self) -> bool:
        """Whether this person is away today; `away_until` is the day on which they are back."""
        return self.away_until is not None and timezone.localdate() < self.away_until


def memberships_of(user: int) -> Question:
    """The question for what the person with this key is a member of, by the names of the areas."""
    return _memberships.asking(user=user)


def _memberships_in_order() -> models.QuerySet:
    memberships = User.memberships.rel.related_model.objects
    return memberships.filter(user=Slot("user")).select_related("area").order_by("area__name")


_memberships = WrittenOnce(_memberships_in_order)
