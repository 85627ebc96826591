"""The portal's words in templates."""

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from eipd_portal import languages

register = template.Library()
# Addresses that take forms only, and the page that their answer belongs to.
FORMS_ALONE = {
    "ask_again": "code",
    "notices": "my_data",
    "sign_out": "my_data",
    "sign_out_everywhere": "my_data",
}
NAMES = {languages.ENGLISH: "English", languages.SPANISH: "Español"}


@register.simple_tag(takes_context=True)
def say(context: template.Context, sentence: str, **parts: object) -> SafeString:
    """A sentence in the page's language; English is what stands in the template."""
    return languages.say(sentence, languages.language_of(context.get("request")), **parts)


@register.simple_tag(takes_context=True)
def day(context: template.Context, moment) -> str:
    """A day in words of the page's language."""
    return languages.day(moment, languages.language_of(context.get("request")))


@register.simple_tag(takes_context=True)
def in_language(context: template.Context, entry, name: str):
    """One text of the assessment's file: `words`, or `words_es` on a Spanish page."""
    texts = getattr(entry, "texts", entry)
    language = languages.language_of(context.get("request"))
    return texts[name if language == languages.ENGLISH else f"{name}_{language}"]


@register.simple_tag(takes_context=True)
def page_language(context: template.Context) -> str:
    """The page's language, as HTML names it."""
    return languages.language_of(context.get("request"))


@register.simple_tag(takes_context=True)
def other_language(context: template.Context) -> dict[str, str] | None:
    """The same page in the other language: its path, and the language with its own name."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None or match.namespace not in languages.SPACES:
        return None
    is_english = languages.SPACES[match.namespace] == languages.ENGLISH
    other = languages.SPANISH if is_english else languages.ENGLISH
    name = FORMS_ALONE.get(match.url_name, match.url_name)
    path = languages.path_of(name, other, *match.args, **match.kwargs)
    return {"path": path, "language": other, "name": NAMES[other]}


@register.simple_tag(takes_context=True)
def current(context: template.Context, *names: str) -> SafeString:
    """The mark of the menu's entry whose page this is."""
    match = getattr(context.get("request"), "resolver_match", None)
    return mark_safe(' aria-current="page"' if match and match.url_name in names else "")


@register.simple_tag
def contact() -> str:
    """The office's own address, for those who need people."""
    return settings.PORTAL_CONTACT
