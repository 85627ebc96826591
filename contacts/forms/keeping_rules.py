"""The form of a routing rule."""

from django import forms

from contacts.forms.keeping import KeepingForm, TopicChoice
from contacts.models import Matter, RoutingRule, Ticket
from contacts.queries.choosing_people import holders_by_rule
from contacts.routing import spaced, start_of, words_of
from uccms.accounts.forms.choosing_people import ByName, PeopleSelect
from uccms.accounts.models import BusinessArea, Membership, User

MOST_WORDS = 20
IN_TURN = "turn"


class HolderSelect(PeopleSelect):
    first = (("", "Nobody: it waits in the queue"), (IN_TURN, "Whoever is present, in turn"))


class HolderField(ByName):
    """Nobody, `IN_TURN`, or the member of staff, who comes with their areas."""

    widget = HolderSelect

    def clean(self, value) -> User | str:
        value = super().clean(value) or ""
        if value in dict(self.widget.first):
            return value
        person = next(iter(self.people.rows_of([value])), None)
        if person is None:
            raise forms.ValidationError("Select a valid choice. That person works on no tickets.")
        return person


def choices(known, empty: str) -> list[tuple[str, str]]:
    """A closed list with what stands for nothing chosen."""
    return [("", empty), *((value, str(words)) for value, words in known if value)]


class RuleForm(KeepingForm):
    """When a rule fits, and what it does."""

    guarded = ("name", "words", "matter_prefix")
    conditions = ("topic", "channel", "words", "matter_kind", "matter_prefix", "open_ticket")

    name = forms.CharField(label="Name", max_length=80, error_messages={"required": "Give the rule a name."})
    topic = TopicChoice(label="Topic, or one below it", empty_label="Any topic")
    channel = forms.ChoiceField(
        label="Channel", required=False, choices=choices(RoutingRule.Channel.choices, "Any channel")
    )
    words = forms.CharField(
        label="Words in the text",
        required=False,
        max_length=300,
        help_text="Whole words or phrases with commas between; one of them is enough, in capitals or not.",
    )
    matter_kind = forms.ChoiceField(
        label="Matter", required=False, choices=choices(Matter.Kind.choices, "Any, or none")
    )
    matter_prefix = forms.CharField(
        label="Its number begins with",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "input--matter"}),
    )
    open_ticket = forms.ChoiceField(
        label="The customer", required=False, choices=RoutingRule.OpenTicket.choices
    )
    to = forms.ModelChoiceField(
        label="Area",
        queryset=BusinessArea.objects.none(),
        required=False,
        empty_label="Where it comes to",
        error_messages={"invalid_choice": "Choose an area that takes tickets."},
    )
    holder = HolderField(label="Who gets it", required=False)
    priority = forms.ChoiceField(
        label="Priority", required=False, choices=choices(Ticket.Priority.choices, "As it is")
    )

    def __init__(self, data=None, *, user, rule: RoutingRule | None = None) -> None:
        super().__init__(data, user=user, **(known_of(rule) if rule else {}))
        self.rule = rule
        self.fields["to"].queryset = BusinessArea.objects.filter(is_active=True, marked="")
        chosen = str(self["to"].value() or "")
        to = [int(chosen)] if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else []
        self.fields["holder"].offer(holders_by_rule(self.user, *to), "contacts:people_rule")

    def clean_words(self) -> str:
        words = words_of(RoutingRule(words=self.cleaned_data["words"]))
        if len(words) > MOST_WORDS:
            raise forms.ValidationError(f"At most {MOST_WORDS} words or phrases; make a second rule.")
        for each in words:
            if not spaced(each).strip():
                raise forms.ValidationError(f"“{each}” is no word.")
        return ", ".join(words)

    def clean_matter_prefix(self) -> str:
        prefix = self.cleaned_data["matter_prefix"]
        if prefix and not start_of(prefix):
            raise forms.ValidationError("Write the first letters or digits of the number.")
        return prefix

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("matter_prefix") and not cleaned.get("matter_kind"):
            self.add_error("matter_kind", "Choose the kind of matter whose number begins so.")
        to, holder = cleaned.get("to"), cleaned.pop("holder", "")
        cleaned["in_turn"] = holder == IN_TURN
        cleaned["person"] = holder if isinstance(holder, User) else None
        if holder and not to and "to" not in self.errors:
            self.add_error("to", "Choose the area in which somebody gets the ticket.")
        person = cleaned["person"]
        if person and to and not any(each.area == to or each.area.first_tier for each in _areas_of(person)):
            self.add_error("holder", f"{person} does not work in {to}.")
        if not to and not cleaned.get("priority") and not self.errors:
            self.add_error("to", "Say what the rule does: choose an area, or a priority.")
        return cleaned

    def as_rule(self) -> RoutingRule:
        """The rule as it was typed, to be tried; it is not kept."""
        content = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("submission_id", "version")
        }
        rule = RoutingRule(**content)
        same = self.rule is not None and self.rule.area_id == rule.area_id
        rule.pk = self.rule.pk if self.rule else None
        rule.position = self.rule.position if self.rule and same else LAST
        rule.person_works = True
        return rule


LAST = 2_000_000_000


def known_of(rule: RoutingRule) -> dict:
    """What the form of a rule begins with."""
    names = ("version", "area", "name", "to", "priority", *RuleForm.conditions)
    holder = IN_TURN if rule.in_turn else str(rule.person_id or "")
    return {name: getattr(rule, name) for name in names} | {"holder": holder}


def _areas_of(person: User) -> list[Membership]:
    return list(person.memberships.all())


class ActOnRuleForm(forms.Form):
    """Starts, stops or moves a rule, in the version that was read."""

    version = forms.IntegerField(min_value=1)
