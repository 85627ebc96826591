"""Controls written in Python are those that Django's templates would write."""

from types import SimpleNamespace

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.template import engines
from django.urls import clear_script_prefix, set_script_prefix

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
    # The engine of the templates writes quotes as other numbers than Django does.
    first, other = (
        each.replace("&quot;", "&#34;").replace("&#x27;", "&#39;") for each in (written, by_template)
    )
    assert first == other


def test_what_is_no_such_control_has_a_template():
    choices = forms.Select(choices=[("a", "A & B")])
    assert "A &amp; B</option>" in choices.render("which", "a", renderer=Renderer())


def test_an_address_that_depends_on_nothing_is_still_that_of_its_language_and_prefix(rf):
    link = engines["jinja2"].from_string("{{ url('portal:register') }}")

    def drawn(namespace: str | None) -> str:
        request = rf.get("/")
        request.resolver_match = SimpleNamespace(namespace=namespace)
        return link.render({}, request)

    assert [drawn(each) for each in (None, "portal", "portal_es", "portal")] == [
        "/eipd/register/",
        "/eipd/register/",
        "/eipd/es/register/",
        "/eipd/register/",
    ]
    set_script_prefix("/below/")
    try:
        assert drawn("portal_es") == "/below/eipd/es/register/"
    finally:
        clear_script_prefix()
