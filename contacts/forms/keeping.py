"""What the forms of rules and texts share: a submission id, a version, areas and topics to choose."""

import uuid

from django import forms

from contacts.models import Topic
from contacts.supervision import kept_areas
from uccms.accounts.models import BusinessArea
from uccms.privacy.forms import GuardedForm

FOR_ALL = "All areas"


class TopicChoice(forms.ModelChoiceField):
    """A topic with the path to it, groups of topics among them."""

    def __init__(self, **kwargs) -> None:
        message = {"invalid_choice": "Choose a topic from the list."}
        known = {"queryset": Topic.objects.none(), "required": False, "error_messages": message}
        super().__init__(**known | kwargs)

    def label_from_instance(self, topic: Topic) -> str:
        return f"{topic.path} › {topic.name}" if topic.path else topic.name


class KeepingForm(GuardedForm):
    """Keeps something of an area, or of all; the version is that of what is changed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    area = forms.ModelChoiceField(
        label="Belongs to",
        queryset=BusinessArea.objects.none(),
        error_messages={
            "required": "Choose the area that it belongs to.",
            "invalid_choice": "Choose one of your areas.",
        },
    )

    def __init__(self, data=None, *, user, **initial) -> None:
        known = {"submission_id": uuid.uuid4(), "version": 0}
        super().__init__(data, user=user, initial=known | initial)
        areas = kept_areas(user)
        field = self.fields["area"]
        field.queryset = BusinessArea.objects.filter(pk__in=[each.pk for each in areas])
        field.required, field.empty_label = not user.is_first_tier, FOR_ALL
        if not user.is_first_tier:
            field.empty_label = None if len(areas) == 1 else "Choose an area"
        topics = Topic.objects.filter(is_active=True).exclude(area__marked="imported")
        self.fields["topic"].queryset = topics.order_by("path", "name")

    def words_for(self, kept: object | None) -> dict:
        """The keywords of the action that makes something, or changes what is `kept`."""
        unwanted = "version" if kept is None else "submission_id"
        words = {name: value for name, value in self.cleaned_data.items() if name != unwanted}
        return words | {"statements": self.statements}
