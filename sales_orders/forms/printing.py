from django import forms

from sales_orders.queries.documents import usual_time


class PrintForm(forms.Form):
    """Prints what the page shows; each sending of it is one printing."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput)


class StatementForm(forms.Form):
    """The days of a statement; where none are chosen, the last twelve months."""

    since = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data) -> None:
        since, until = usual_time()
        usual = {"since": since.isoformat(), "until": until.isoformat()}
        super().__init__(usual | {name: value for name, value in data.items() if name in usual and value})
        self.label_suffix = ""

    def clean(self) -> dict:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "This is before the first day.")
        return cleaned
