"""The portal's words in templates."""

from django import template
from django.utils.safestring import SafeString

from eipd_portal import languages

register = template.Library()


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
def other_language(context: template.Context) -> str:
    """The path of the same page in the other language."""
    request = context["request"]
    match = request.resolver_match
    other = languages.SPANISH if languages.language_of(request) == languages.ENGLISH else languages.ENGLISH
    return languages.path_of(match.url_name, other, *match.args, **match.kwargs)
