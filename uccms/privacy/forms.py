"""Forms whose texts pass the guard: the field says what was found and where, and the text stays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms

from uccms.privacy import guard
from uccms.privacy.texts import UNSTORABLE, Statements

# For what Django says in a programmer's words. A field's own sentences go first.
IN_OUR_WORDS = {
    "max_length": "This has %(show_value)s characters; at most %(limit_value)s characters are kept."
    " Shorten it.",
    "null_characters_not_allowed": "There is a character in it that cannot be kept. Type it again.",
}
LONGEST = 50_000  # of a text that is looked over for what it knows; fields take less


@dataclass(frozen=True)
class ShownFinding:
    """One finding as the field shows it. Nothing here repeats what was found."""

    field: str
    kind: str
    words: str
    masked: str
    place: str
    start: int
    end: int
    fingerprint: str
    labels: list[tuple[str, str]]

    @property
    def sentence(self) -> str:
        return f"This looks like {article(self.words)} {self.words}: {self.masked}, {self.place}."


def article(words: str) -> str:
    """The article before the name of what was found."""
    if words.endswith("information"):
        return "" if words.startswith("information") else "some"
    return "an" if words[0] in "aeiou" else "a"


def shown(
    field: str, text: str, statements: Statements, *, kind_of_field: str = "text"
) -> list[ShownFinding]:
    """What the guard finds in the text of `field` and nobody has settled, for the screen."""
    return [
        ShownFinding(
            field=field,
            kind=each.kind,
            words=guard.KINDS[each.kind],
            masked=guard.masked(text, each),
            place=guard.place(text, each),
            start=each.start,
            end=each.end,
            fingerprint=guard.fingerprint(text, each, statements.key),
            labels=[
                (label, guard.LABELS[label])
                for label in guard.LABELS_FOR[each.kind]
                if (kind_of_field, label) != ("payment", "deposit_account")
            ],
        )
        for each in statements.unsettled(text, field=kind_of_field)
    ]


class GuardedBoundField(forms.BoundField):
    """A field that knows what the guard found in it, for the one template that draws fields."""

    @property
    def guarded(self) -> bool:
        return self.name in self.form.guarded

    @property
    def kind_of_field(self) -> str:
        """What kind of field the guard takes it for: `payment` refuses deposit account numbers as well."""
        return self.form.guarded_as.get(self.name, "text")

    @property
    def findings(self) -> list[ShownFinding]:
        return self.form.findings.get(self.name, [])

    @property
    def recognized(self) -> list[str]:
        """What in this field the guard knows as ours and fine to keep, in words."""
        text = self.value() or ""
        if not self.guarded or not isinstance(text, str):
            return []
        return [each.words for each in guard.recognized(text[:LONGEST])]


class GuardedForm(forms.Form):
    """A form that is sent once, by one person, and whose `guarded` texts pass the guard.

    `guarded_as` names those of them that the guard takes for another kind of field than a text.
    `statements` holds what the person said findings are instead; actions take it along.
    """

    guarded: tuple[str, ...] = ()
    guarded_as: Mapping[str, str] = {}
    bound_field_class = GuardedBoundField
    submission_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.label_suffix = ""
        for field in self.fields.values():
            field.error_messages = IN_OUR_WORDS | field.error_messages
        self.findings: dict[str, list[ShownFinding]] = {}
        self.adopt_statements(self.data.getlist("stated") if self.is_bound else [])

    def adopt_statements(self, posted: Iterable[str]) -> None:
        """Take over what the person said findings are, and look at the texts again."""
        self.statements = Statements.of(self.user, self["submission_id"].value() or "", posted)
        self.stated = [f"{kind}:{mark}:{label}" for kind, mark, label in sorted(self.statements.stated)]
        if not self.is_bound:
            self.findings = {
                name: self._shown(name, str(self[name].value()))
                for name in self.guarded
                if name in self.fields and self[name].value()
            }

    def clean(self) -> dict:
        cleaned = super().clean()
        for name in self.guarded:
            value = cleaned.get(name)
            if not isinstance(value, str) or not value:
                continue
            cleaned[name] = UNSTORABLE.sub("", value).replace("\r\n", "\n").replace("\r", "\n")
            self.findings[name] = self._shown(name, cleaned[name])
            if self.findings[name]:
                self.add_error(name, forms.ValidationError(self.findings[name][0].sentence, code="guard"))
        return cleaned

    def _shown(self, name: str, text: str) -> list[ShownFinding]:
        return shown(name, text, self.statements, kind_of_field=self.guarded_as.get(name, "text"))

    @property
    def http_status(self) -> int:
        """200 for a fresh form, 422 for one with something to mend."""
        return 422 if self.is_bound and not self.is_valid() else 200


def settled(data, user):
    """A changed copy of the posted data, when a button beside a finding was pressed; None else.

    `remove_finding=field:start:end` cuts the span out; `state_finding=kind:fingerprint` with
    `label_<fingerprint>` states what it is.
    """
    if "remove_finding" in data:
        field, start, end = ([*data["remove_finding"].split(":"), "", ""])[:3]
        if field in data and start.isdigit() and end.isdigit():
            changed = data.copy()
            # The browser sends line ends as two signs; the finding was counted with one.
            text = UNSTORABLE.sub("", data[field]).replace("\r\n", "\n").replace("\r", "\n")
            changed[field] = text[: int(start)].rstrip(" ") + " " + text[int(end) :].lstrip(" ")
            return changed
    if "state_finding" in data:
        kind, _, fingerprint = data["state_finding"].partition(":")
        changed = data.copy()
        changed.appendlist("stated", f"{kind}:{fingerprint}:{data.get(f'label_{fingerprint}', '')}")
        return changed
    return None
