"""What a topic asks for: whether a contact has it, and the form in which supervisors say it."""

from collections.abc import Sequence

from django import forms

from contacts.models import Matter, Topic
from contacts.models.matter_kinds import with_article

# Nobody has to tell us anything (the assessment says that all is voluntary), and an agent who could not go on
# without a number would make one up: so one that is needed can be said not to be there.
DOES_NOT_HAVE_IT = "The caller does not have it"


def what_is_missing(topic: Topic, matters: Sequence[tuple[str, str]], *, does_not_have: bool) -> str:
    """A sentence when the topic needs a number that is neither written down nor said not to be there."""
    kinds = [kind for kind, _ in matters if topic.matter_kind in ("", kind)]
    if topic.asks_matter != Topic.Asks.NEEDED or kinds or does_not_have:
        return ""
    number = with_article(topic.matter_kind)
    return f"“{topic}” needs {number}. Write it down, or tick “{DOES_NOT_HAVE_IT}”."


class AskingForm(forms.Form):
    """What a topic asks for; it carries what it read."""

    was = forms.CharField(widget=forms.HiddenInput, max_length=40)
    asks_matter = forms.ChoiceField(label="A number", choices=Topic.Asks, required=False)
    matter_kind = forms.ChoiceField(
        label="Of which kind", choices=[("", "Any kind"), *Matter.Kind.choices], required=False
    )
    asks_company = forms.ChoiceField(
        label="The company of a new customer",
        choices=[("", "Not asked for"), ("yes", "Asked for")],
        required=False,
        help_text="Nobody has to give it.",
    )

    def __init__(self, data=None, *, topic: Topic) -> None:
        known = {name: getattr(topic, name) for name in ("asks_matter", "matter_kind")}
        known["asks_company"] = "yes" if topic.asks_company else ""
        super().__init__(data, initial=known | {"was": mark_of(topic)})
        self.label_suffix = ""

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("matter_kind") and not cleaned.get("asks_matter"):
            self.add_error(
                "asks_matter", "Say whether the number is asked for or needed, or choose any kind."
            )
        return cleaned | {"asks_company": bool(cleaned.get("asks_company"))}


def mark_of(topic: Topic) -> str:
    """What the topic asks for, short, to notice that somebody changed it."""
    return f"{topic.asks_matter}.{topic.matter_kind}.{int(topic.asks_company)}"
