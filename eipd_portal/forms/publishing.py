"""The forms of those who publish."""

from django import forms

from eipd_portal.actions.publishing import require_time
from eipd_portal.errors import PublishingError
from sales_orders.forms.keeping_catalogue import CatalogueForm, DayField
from sales_orders.models import Product
from uccms.web.forms.files import FilesField


class PublishForm(CatalogueForm):
    """Which edition, which files, and when."""

    product = forms.ModelChoiceField(
        Product.objects.filter(is_active=True, editions_of=None).order_by("title_folded", "code"),
        label="Product",
        empty_label="Choose one",
        error_messages={"required": "Say which product.", "invalid_choice": "Say which product."},
    )
    issue_date = DayField(label="Date of issue")
    files = FilesField(
        label="Files",
        error_messages={"required": "Choose the files.", "empty": "One of the files is empty."},
        help_text="All files of the edition. Large ones: manage.py publish_edition, on the server.",
    )
    at = forms.DateTimeField(
        label="Public from",
        required=False,
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "input--telephone"}
        ),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        help_text="In the office's time. Leave it empty to publish at once.",
        error_messages={"invalid": "Write the time as 2026-12-01 00:10."},
    )
    corrects = forms.BooleanField(
        label="These files correct an edition that has files already", required=False
    )

    def clean_at(self):
        at = self.cleaned_data["at"]
        try:
            require_time(at)
        except PublishingError as error:
            raise forms.ValidationError(str(error), code="time") from None
        return at


class WithdrawForm(CatalogueForm):
    """Why files are no longer offered."""

    guarded = ("reason",)

    reason = forms.CharField(
        label="Reason, as readers are told",
        max_length=300,
        help_text="For example: The file for class 705 was incomplete; version 2 replaces it.",
        error_messages={"required": "Say why. Readers who ask for the files are told this sentence."},
    )
