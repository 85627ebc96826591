"""The form of the terms of subscriptions; it carries what it showed."""

from django import forms

from sales_orders.actions.keeping_terms import MOST
from sales_orders.forms.amounts import WholeField
from sales_orders.models import SubscriptionTerms

WORDS = {
    "grace_issues": (
        "Issues sent after the end",
        "A renewal pays for these first; running ones keep theirs.",
    ),
    "claim_window": ("Issues within which one can be claimed", "So many later issues may have been sent."),
    "notice_before": ("Issues before the end at which the notice is sent", "Once for each term."),
}


class TermsForm(forms.Form):
    """Three whole numbers, and what they were."""

    def __init__(self, data=None, *, terms: SubscriptionTerms) -> None:
        super().__init__(data)
        self.label_suffix = ""
        for name, (label, hint) in WORDS.items():
            now = getattr(terms, name)
            self.fields[name] = WholeField(
                label=label,
                help_text=hint,
                least=0,
                most=MOST[name],
                initial=now,
                error_messages={"required": "Write a whole number."},
            )
            self.fields[f"was_{name}"] = forms.IntegerField(widget=forms.HiddenInput, initial=now)

    @property
    def words(self) -> dict:
        """The action's keywords."""
        before = {name: self.cleaned_data[f"was_{name}"] for name in WORDS}
        return {name: self.cleaned_data[name] for name in WORDS} | {"before": before}
