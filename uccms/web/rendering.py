"""Controls of forms that a page has many of, written in Python: a template each takes four times as long."""

from collections.abc import Mapping

from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

INPUTS = {
    f"django/forms/widgets/{name}.html"
    for name in ("input", "text", "hidden", "email", "number", "password", "checkbox")
}
TEXTAREA = "django/forms/widgets/textarea.html"
FILE = "django/forms/widgets/clearable_file_input.html"


class Renderer(TemplatesSetting):
    """Renders as Django does; inputs, text areas and files without a template, to the same HTML."""

    def render(self, template_name: str, context: Mapping, request=None) -> SafeString:
        if template_name in INPUTS:
            return _input(context["widget"])
        if template_name == TEXTAREA:
            return _textarea(context["widget"])
        if template_name == FILE and not context["widget"]["is_initial"]:
            return _input({**context["widget"], "value": None})
        return super().render(template_name, context, request=request)


def _input(widget: Mapping) -> SafeString:
    value = widget["value"]
    given = "" if value is None else format_html(' value="{}"', value)
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], given, flatatt(widget["attrs"])
    )


def _textarea(widget: Mapping) -> SafeString:
    # A browser takes away one line break after the tag; one that was typed is to stay.
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>',
        widget["name"],
        flatatt(widget["attrs"]),
        widget["value"] or "",
    )
