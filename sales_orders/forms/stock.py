"""What the list of stock levels is narrowed by."""

from django import forms

from sales_orders.queries.stock import SHOWN


class StockListForm(forms.Form):
    """Words and what is shown. What makes no sense narrows nothing and says so."""

    q = forms.CharField(label="Code or words", required=False, max_length=100)
    shown = forms.ChoiceField(label="Show", required=False, choices=SHOWN)

    @property
    def typed(self) -> str:
        self.full_clean()
        return self.cleaned_data.get("q", "")

    @property
    def chosen(self) -> str:
        self.full_clean()
        return self.cleaned_data.get("shown") or "all"
