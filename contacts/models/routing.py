"""Rules that say where a new ticket goes, and whose turn it is among the members of an area."""

from django.conf import settings
from django.db import models

from contacts.models.matters import Matter
from contacts.models.tickets import Ticket
from contacts.models.topics import Topic
from uccms.accounts.models import BusinessArea, Membership, User
from uccms.privacy.holds import Holds


class RoutingRuleQuerySet(models.QuerySet):
    def visible_to(self, user) -> "RoutingRuleQuerySet":
        """The rules that `user` may know of: those of their areas and those for all (docs/routing.md)."""
        if not user.has_perm("contacts.keep_rules"):
            return self.none()
        if user.is_first_tier:
            return self
        return self.filter(models.Q(area=None) | models.Q(area__in=user.areas))

    def in_order(self) -> "RoutingRuleQuerySet":
        """An area's own rules before those for all, each in the order that its supervisors gave them."""
        return self.order_by(models.F("area__name").asc(nulls_last=True), "position", "pk")

    def judged(self) -> "RoutingRuleQuerySet":
        """With what a rule names, and whether its person may still hold tickets of its area."""
        there = Membership.objects.filter(
            models.Q(area=models.OuterRef("to")) | models.Q(area__first_tier=True),
            user=models.OuterRef("person"),
        )
        works = User.objects.filter(
            pk=models.OuterRef("person"), is_active=True, groups__permissions__codename="work_ticket"
        )
        return self.select_related("area", "topic", "to", "person").annotate(
            person_works=models.Exists(there) & models.Exists(works)
        )


class RoutingRule(models.Model):
    """One rule: when all of its conditions fit a new ticket, it says area, person and priority."""

    class OpenTicket(models.TextChoices):
        ANY = "", "It does not matter"
        YES = "yes", "The customer has an open ticket"
        NO = "no", "The customer has no open ticket"

    class Channel(models.TextChoices):
        PHONE = "phone", "Phone"
        EMAIL = "email", "E-mail"
        FAX = "fax", "Fax"
        POSTAL = "postal", "Postal"
        WALK_IN = "walk_in", "Walk-in"

    area = models.ForeignKey(
        BusinessArea, models.PROTECT, null=True, blank=True, related_name="routing_rules"
    )
    name = models.CharField(max_length=80)
    position = models.PositiveIntegerField()
    is_running = models.BooleanField(default=False)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel, blank=True)
    words = models.CharField(max_length=300, blank=True)
    matter_kind = models.CharField(max_length=20, choices=Matter.Kind, blank=True)
    matter_prefix = models.CharField(max_length=20, blank=True)
    open_ticket = models.CharField(max_length=3, choices=OpenTicket, default=OpenTicket.ANY, blank=True)
    to = models.ForeignKey(BusinessArea, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    in_turn = models.BooleanField(default=False)
    priority = models.CharField(max_length=6, choices=Ticket.Priority, blank=True)
    submission_id = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = RoutingRuleQuerySet.as_manager()
    person_works: bool  # by `judged`

    holds = Holds(
        nobody=[
            "id", "area", "position", "is_running", "topic", "channel", "matter_kind", "open_ticket", "to",
            "in_turn", "priority", "submission_id", "version",
        ],
        because={
            "name": "the name of a rule",
            "words": "words of a rule that staff keep, the same for everybody",
            "matter_prefix": "how a series of numbers begins",
        },
        staff__account=["person"],
        reference=True,
    )  # fmt: skip

    class Meta:
        default_permissions = ()
        permissions = [("keep_rules", "Keep the routing rules of one's areas")]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "position"],
                nulls_distinct=False,
                deferrable=models.Deferrable.DEFERRED,
                name="routing_rule_has_its_place",
            ),
            models.CheckConstraint(
                condition=models.Q(to__isnull=False) | ~models.Q(priority=""), name="a_rule_does_something"
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True, in_turn=False)
                | models.Q(to__isnull=False, person__isnull=False, in_turn=False)
                | models.Q(to__isnull=False, person__isnull=True, in_turn=True),
                name="a_rule_gives_to_one_or_in_turn",
            ),
            models.CheckConstraint(
                condition=models.Q(matter_prefix="") | ~models.Q(matter_kind=""),
                name="a_prefix_says_of_what_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def skipped_because(self) -> str:
        """Why the rule is passed over, in a sentence; empty when it is not. Needs `judged`."""
        if self.to is not None and not self.to.is_active:
            return f"{self.to} takes no tickets any more."
        if self.person is not None and not self.person_works:
            return f"{self.person} no longer works on tickets of {self.to}."
        return ""


class RoutingTurn(models.Model):
    """When somebody was last given a ticket of this area in turn."""

    area = models.ForeignKey(BusinessArea, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    given_at = models.DateTimeField(null=True)

    holds = Holds(
        nobody=["id", "area"],
        staff__act=["user", "given_at"],
        history=False,
        no_history_because="the timeline says who was given which ticket",
    )

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["area", "user"], name="one_turn_each")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.area_id}"
