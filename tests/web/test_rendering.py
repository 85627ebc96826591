"""Controls written in Python are those that Django's templates would write."""

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting

from uccms.web.rendering import Renderer

VALUES = (None, "", 0, "plain", "<script>\"x\" & 'y'</script>", "สมชาย", "\ntyped first", True)
WIDGETS = (
    forms.TextInput,
    forms.HiddenInput,
    forms.EmailInput,
    forms.NumberInput,
    forms.PasswordInput,
    forms.Textarea,
    forms.CheckboxInput,
    forms.FileInput,
    forms.ClearableFileInput,
)


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: widget.__name__)
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_control_is_written_as_by_its_template(widget, value):
    attributes = {"id": "id_a", "class": 'a"b', "required": True, "disabled": False, "rows": 3}
    if issubclass(widget, forms.ClearableFileInput):
        value = None
    control = widget(attrs=attributes)
    written, by_template = (
        control.render("na<me", value, renderer=renderer()) for renderer in (Renderer, TemplatesSetting)
    )
    assert written == by_template


def test_what_is_no_such_control_has_a_template():
    choices = forms.Select(choices=[("a", "A & B")])
    assert "A &amp; B</option>" in choices.render("which", "a", renderer=Renderer())
