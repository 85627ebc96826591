"""Functions and filters of every template."""

import uuid
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.core import signing
from django.forms import BaseForm, BoundField
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from jinja2 import pass_context
from jinja2.runtime import Context

from uccms.audit.context import current_page
from uccms.privacy import pia
from uccms.web.jinja import as_filter, in_templates
from uccms.web.link_addresses import link_address

SELECTED = " selected"
PERSON = "uccms.person"  # the salt of the mark that says whose form it is
in_templates(static)


@in_templates
@pass_context
def url(context: Context, view_name: str, *args: object, **kwargs: object) -> str:
    """The address of a page; NoReverseMatch where there is none."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    within = getattr(request, "current_app", getattr(match, "namespace", None))
    if kwargs or not context.eval_ctx.autoescape:
        return reverse(view_name, args=args, kwargs=kwargs, current_app=within)
    return link_address(view_name, args, within)


@in_templates
def icon(name: str, words: str = "") -> SafeString:
    """A drawing of `static/icons.svg`; `words` are for people who do not see it."""
    drawn = drawing(name)
    return format_html('{}<span class="visually-hidden">{}</span>', drawn, words) if words else drawn


@lru_cache
def drawing(name: str) -> SafeString:
    """A drawing without words, which is not read out."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("icons.svg"), name
    )


@in_templates
def drawn(template_name: str, **words: str | bool) -> SafeString:
    """A small template that looks different only for these words; each look is rendered once and kept.

    Only for what comes from a closed list: what is kept here outlives the request.
    """
    return _drawn(template_name, **words)


@lru_cache
def _drawn(template_name: str, **words: str | bool) -> SafeString:
    return mark_safe(render_to_string(template_name, words))


@in_templates
def state_mark(ticket, long: bool | str = False) -> SafeString:
    """The state of a ticket as a mark with a drawing; `long` says for whom it waits."""
    waits = ticket.get_waiting_for_display() if long and ticket.waiting_for else ""
    words = "Merged" if ticket.merged_into_id else ticket.get_state_display()
    return _drawn("web/_state_drawn.html", state=ticket.state, words=words, waits=waits)


@in_templates
def attributes(of_widget: dict) -> SafeString:
    """The attributes of a form's control."""
    return flatatt(of_widget)


@in_templates
def option_tags(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """The options of a select, of which a page can have hundreds: lists that staff keep, of no customer."""
    return mark_safe("".join([_option(value, str(words), value == chosen) for value, words in choices]))


@lru_cache(maxsize=4000)
def _option(value: str, words: str, is_chosen: bool) -> str:
    return f'<option value="{escape(value)}"{SELECTED if is_chosen else ""}>{escape(words)}</option>'


@in_templates
@pass_context
def csrf_field(context: Context) -> SafeString:
    """The hidden field against forged forms; a page has one secret, however many forms it has."""
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', context["csrf_token"])


@in_templates
@pass_context
def person_field(context: Context) -> SafeString:
    """The hidden field that says whose form this is, so that a form sent too late goes to nobody else."""
    user = context["request"].user
    return format_html(
        '<input type="hidden" name="person" value="{}">', signing.dumps(user.pk, salt=PERSON, compress=False)
    )


@in_templates
def dressed(field: BoundField, key: str = "", hint: str = "", first: bool = False) -> SafeString:
    """The field's control with its class, what describes it, its shortcut and, if guarded, its look-over."""
    own = field.field.widget.attrs.get("class", "")
    attributes = {"class": f"input {own}".strip()}
    described = []
    if field.errors and not getattr(field, "findings", None):
        described.append(f"{field.id_for_label}_error")
    if getattr(field, "guarded", False):
        described.append(f"{field.id_for_label}_guard")
        attributes["data-guard"] = f"#{field.id_for_label}_guard"
        attributes["data-guard-address"] = link_address("web:check_text", (), None)
        if getattr(field, "kind_of_field", "text") != "text":
            attributes["data-guard-kind"] = field.kind_of_field
    if field.errors:
        attributes["aria-invalid"] = "true"
    if hint or field.help_text:
        described.append(f"{field.id_for_label}_hint")
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if key:
        attributes["data-alt"] = key
    if first:
        attributes["autofocus"] = True
    return field.as_widget(attrs=attributes)


@as_filter
def sentence(words: str) -> str:
    """The words with their full stop, which p.m. has already."""
    return words if words.endswith(".") else f"{words}."


@in_templates
def request_id() -> str:
    """The number of the running request, which its lines on the log carry, too."""
    return current_page.get().request_id


@as_filter
def error_count(form: BaseForm) -> int:
    """How many things of a form have to be mended."""
    return sum(len(errors) for errors in form.errors.values())


@in_templates
def new_submission() -> str:
    """The id of a form that is sent once."""
    return str(uuid.uuid4())


@as_filter
def basis_words(code: str) -> str:
    """The legal basis of a removal in words, with its source."""
    known = pia.bases().get(code)
    return f"{known['words']}, {known['citation']}" if known else code


@as_filter
def spelled(number: str) -> str:
    """A record's number as it is read to a caller: letter by letter, in two breaths."""
    digits = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    names = {str(digit): name for digit, name in enumerate(digits)}
    words = [names.get(sign, sign) for sign in number]
    first = ", ".join(words[:2])
    rest = " ".join(words[2:])
    return f"{first}, {rest}" if rest else first
