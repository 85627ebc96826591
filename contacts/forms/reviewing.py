"""The forms of a review: what the supervisor finds, and what the agent answers."""

import uuid

from django import forms

from contacts.forms.tickets import TicketForm, text_field
from uccms.privacy.forms import GuardedForm


class ReviewForm(TicketForm):
    """A comment to the agent, which carries the version of the ticket that was read."""

    guarded = ("text",)
    missing = "Write what {} should hear."
    text = text_field("Comment, or why it goes back", rows=4)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        missing = self.missing.format(self.ticket.resolved_by or "the agent")
        self.fields["text"].error_messages["required"] = missing

    @property
    def words(self) -> dict:
        return super().words | {"submission_id": self.cleaned_data["submission_id"]}


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

    def __init__(self, data=None, *, user) -> None:
        super().__init__(data, user=user, initial={"submission_id": uuid.uuid4()})

    @property
    def words(self) -> dict:
        return {"answer": self.cleaned_data["answer"], "statements": self.statements}
