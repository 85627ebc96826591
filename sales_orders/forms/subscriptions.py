"""The forms of subscriptions: what the list shows, the issue that is here, renewing, cancelling."""

import uuid

from django import forms

from contacts.models import Contact, Topic
from sales_orders.actions.shipping_issues import CARRIERS
from sales_orders.forms.amounts import WholeField
from sales_orders.forms.keeping_catalogue import DayField
from sales_orders.models import Claim, Edition, Subscription, SubscriptionIssue
from sales_orders.numbers import ProductCode
from sales_orders.queries.editions import edition_of
from uccms.privacy.forms import GuardedForm

SHOWN = [
    ("", "All"),
    ("active", "Active"),
    ("ending", "Ending soon"),
    ("ended", "Ended"),
    ("cancelled", "Cancelled"),
]


class SubscriptionListForm(forms.Form):
    """Which subscriptions the list shows."""

    state = forms.ChoiceField(
        label="State",
        choices=SHOWN,
        required=False,
        error_messages={"invalid_choice": "There is no such choice of “State”. All are shown."},
    )

    @property
    def filters(self) -> dict[str, str]:
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


class IssueForm(forms.Form):
    """Which issue is here: the code of the product, or of the subscription that sends it, and its date."""

    code = forms.CharField(
        label="Code",
        max_length=14,
        widget=forms.TextInput(attrs={"class": "input--short", "autocapitalize": "characters"}),
        error_messages={"required": "Give the code of the product, such as EIP-0104P-DD."},
    )
    issue_date = DayField(label="Date of issue")
    edition: Edition | None = None

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].upper()
        if not ProductCode.is_code(code):
            raise forms.ValidationError("Write the code as EIP-0104P-DD.", code="code")
        return code

    def clean(self) -> dict:
        cleaned = super().clean()
        if "code" in cleaned and "issue_date" in cleaned:
            self.edition = edition_of(cleaned["code"], cleaned["issue_date"])
            if self.edition is None:
                self.add_error("issue_date", "There is no such issue. Enter it in the catalogue first.")
        return cleaned


class SubscriptionForm(GuardedForm):
    """A form that changes a subscription and so carries the version it read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, subscription: Subscription, user, **initial) -> None:
        known = {"submission_id": uuid.uuid4(), "version": subscription.version}
        super().__init__(data, user=user, initial=known | initial)

    @property
    def words(self) -> dict:
        """The action's keywords."""
        return self.cleaned_data | {"statements": self.statements}


class RenewForm(SubscriptionForm):
    """More issues of a subscription."""

    guarded = ("purchase_order",)
    guarded_as = {"purchase_order": "payment"}
    issues = WholeField(
        label="Issues", least=1, most=1_000, error_messages={"required": "Say how many issues."}
    )
    source = forms.ChoiceField(label="It came by", choices=Contact.Channel, initial=Contact.Channel.PHONE)
    purchase_order = forms.CharField(label="Purchase order", required=False, max_length=40)


class CancelSubscriptionForm(SubscriptionForm):
    """Why no further issue is sent."""

    guarded = ("reason",)
    reason = forms.CharField(
        label="Why?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input--brief"}),
        error_messages={"required": "Say why it is cancelled."},
    )


class ClaimForm(GuardedForm):
    """What a subscriber says of an issue that did not arrive; its topic is that of the claim before it."""

    guarded = ("description",)
    channel = forms.ChoiceField(label="It came by", choices=Contact.Channel, initial=Contact.Channel.PHONE)
    topic = forms.ModelChoiceField(
        label="Topic",
        queryset=Topic.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose a topic.", "invalid_choice": "Choose a topic from the list."},
    )
    description = forms.CharField(
        label="What does the subscriber say?",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what did not arrive."},
    )

    def __init__(self, data=None, *, issue: SubscriptionIssue, user) -> None:
        sentence = f"{issue.edition} of {issue.subscription.product.title} did not arrive."
        newest = Claim.objects.order_by("-pk").values_list("ticket__topic", flat=True).first()
        initial = {"submission_id": uuid.uuid4(), "description": sentence, "topic": newest}
        super().__init__(data, user=user, initial=initial)
        topics = Topic.objects.filter(is_active=True, children__isnull=True)
        self.fields["topic"].queryset = topics.select_related("parent", "area")

    @property
    def words(self) -> dict:
        """The action's keywords."""
        return self.cleaned_data | {"statements": self.statements}


class AnswerClaimForm(forms.Form):
    """What is done for an issue that did not arrive."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    answer = forms.ChoiceField(
        label="Answer",
        choices=[each for each in Claim.Answer.choices if each[0]],
        error_messages={"required": "Choose the answer.", "invalid_choice": "Choose one of the answers."},
    )


class CarrierForm(forms.Form):
    """Who took the parcels of an issue."""

    carrier = forms.ChoiceField(
        label="Carrier",
        choices=[("", "Choose"), *((each.value, each.label) for each in CARRIERS)],
        error_messages={
            "required": "Choose who carries the parcels.",
            "invalid_choice": "Choose who carries the parcels.",
        },
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
