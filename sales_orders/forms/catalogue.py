"""What the list of products is narrowed by."""

from django import forms

from sales_orders.models import Product

ON_SALE = {"": "On sale", "no": "Not on sale", "all": "All"}


class CatalogueListForm(forms.Form):
    """Words, kind, medium and whether it is on sale. What makes no sense narrows nothing and says so."""

    q = forms.CharField(label="Code or words", required=False, max_length=100)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All"), *Product.Kind.choices])
    medium = forms.ChoiceField(label="Medium", required=False, choices=[("", "All"), *Product.Medium.choices])
    active = forms.ChoiceField(label="On sale", required=False, choices=ON_SALE)

    @property
    def filters(self) -> dict[str, object]:
        """The columns of a product and what they are to be."""
        self.full_clean()
        known = {name: value for name in ("kind", "medium") if (value := self.cleaned_data.get(name))}
        on_sale = self.cleaned_data.get("active") or ""
        return known if on_sale == "all" else known | {"is_active": on_sale == ""}

    @property
    def typed(self) -> str:
        self.full_clean()
        return self.cleaned_data.get("q", "")
