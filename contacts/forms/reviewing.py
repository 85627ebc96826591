"""The forms of a review: what the supervisor finds, and what the agent answers."""

import uuid

from django import forms

from contacts.forms.tickets import (
    SAY_WHY_REMOVED,
    WHY_REMOVED,
    TicketForm,
    legal_reasons,
    text_field,
)
from contacts.placeholders import sentence_of_what_is_left
from uccms.privacy.forms import GuardedForm


class ReviewForm(TicketForm):
    """A comment to the agent, which carries the version of the ticket that was read."""

    guarded = prepared = ("text",)
    missing = "Write what {} should hear."
    text = text_field("Comment, or why it goes back", rows=4)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        missing = self.missing.format(self.ticket.resolved_by or "the agent")
        self.fields["text"].error_messages["required"] = missing


class SendBackForm(ReviewForm):
    missing = "Say why it goes back to {}."


class FineForm(ReviewForm):
    """Nothing is said of a ticket that is fine; what was typed is never dropped silently."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False

    def clean_text(self) -> str:
        if self.cleaned_data["text"]:
            raise forms.ValidationError("You typed a comment. Send it as a comment, or take it out.")
        return ""

    @property
    def words(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("submission_id", "version")}


class AnswerForm(GuardedForm):
    guarded = ("answer",)
    answer = text_field("Your answer", rows=4, missing="The answer is empty.")

    def __init__(self, data=None, *, user, **initial) -> None:
        super().__init__(data, user=user, initial={"submission_id": uuid.uuid4()} | initial)

    def clean_answer(self) -> str:
        return _without_gaps(self.cleaned_data["answer"])

    @property
    def words(self) -> dict:
        """The keywords of the action."""
        return self.cleaned_data | {"statements": self.statements}


class CorrectReviewForm(GuardedForm):
    """Other words for a comment or an answer; it carries the version of the review that was read."""

    guarded: tuple[str, ...] = ("to",)
    words_in = "to"
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    to = text_field(
        "Corrected text", rows=6, missing="The text is empty. To take something out, use “Remove”."
    )

    def __init__(self, data=None, *, user, **initial) -> None:
        super().__init__(data, user=user, initial={"submission_id": uuid.uuid4()} | initial)

    def clean_to(self) -> str:
        return _without_gaps(self.cleaned_data["to"])

    @property
    def words(self) -> dict:
        """The keywords of the action."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name != "submission_id"}
        return cleaned | {"statements": self.statements}


class RemoveFromReviewForm(CorrectReviewForm):
    guarded = ("remaining", "reason")
    words_in = "remaining"
    to = None
    remaining = text_field("What stays", rows=6, required=False)
    basis = forms.ChoiceField(label="Legal reason", choices=[], widget=forms.RadioSelect)
    reason = text_field(WHY_REMOVED, rows=2, missing=SAY_WHY_REMOVED)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].choices = legal_reasons()


def _without_gaps(text: str) -> str:
    """The text, or a sentence about the gaps that a prepared one left in it."""
    if sentence := sentence_of_what_is_left(text):
        raise forms.ValidationError(sentence)
    return text
