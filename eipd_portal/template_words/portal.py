"""The portal's words in templates."""

from urllib.parse import urlencode

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from jinja2 import pass_context
from jinja2.runtime import Context

from eipd_portal import languages
from eipd_portal.coming_back import NAME, CameFrom, came_from, with_way_back
from uccms.web.jinja import in_templates

# Addresses that take forms only, and the page that their answer belongs to.
FORMS_ALONE = {
    "ask_again": "code",
    "notices": "my_data",
    "sign_out": "my_data",
    "sign_out_everywhere": "my_data",
}
# The pages that search engines find, and the part of their query that makes another page of them.
FOUND = {"products": (), "product": ("before",), "edition": (), "privacy": (), "accessibility": (),
         "disclosure": ()}  # fmt: skip
ASK_TO_REGISTER = ("register", "terms")
NAMES = {languages.ENGLISH: "English", languages.SPANISH: "Español"}


@in_templates
@pass_context
def say(context: Context, sentence: str, **parts: object) -> SafeString:
    """A sentence in the page's language; English is what stands in the template."""
    return languages.say(sentence, languages.language_of(context.get("request")), **parts)


@in_templates
@pass_context
def day_words(context: Context, moment) -> str:
    """A day in words of the page's language."""
    return languages.day(moment, languages.language_of(context.get("request")))


@in_templates
@pass_context
def in_language(context: Context, entry, name: str):
    """One text of the assessment's file: `words`, or `words_es` on a Spanish page."""
    texts = getattr(entry, "texts", entry)
    language = languages.language_of(context.get("request"))
    return texts[name if language == languages.ENGLISH else f"{name}_{language}"]


@in_templates
@pass_context
def page_language(context: Context) -> str:
    """The page's language, as HTML names it."""
    return languages.language_of(context.get("request"))


@in_templates
@pass_context
def other_language(context: Context) -> dict[str, str] | None:
    """The same page in the other language, or the first page where there is none; and what it is called."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    is_english = languages.language_of(request) == languages.ENGLISH
    other = languages.SPANISH if is_english else languages.ENGLISH
    if match is None:
        return {"path": languages.path_of("products", other), "language": other, "name": NAMES[other]}
    if match.namespace not in languages.SPACES:
        return None
    name = FORMS_ALONE.get(match.url_name, match.url_name)
    path = languages.path_of(name, other, *match.args, **match.kwargs)
    if name in ASK_TO_REGISTER and "status" not in context:  # a query that is too long is not read again
        path = with_way_back(path, came_from(context["request"].GET.get(NAME)))
    return {"path": path, "language": other, "name": NAMES[other]}


@in_templates
@pass_context
def addresses_in_languages(context: Context) -> dict[str, str]:
    """The one address of an open page for search engines, by language; empty for what is not for them."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    if match is None or match.namespace not in languages.SPACES or match.url_name not in FOUND:
        return {}
    said = {name: request.GET[name] for name in FOUND[match.url_name] if name in request.GET}
    query = f"?{urlencode(said)}" if said else ""
    return {
        language: languages.whole_address(language, match.url_name, *match.kwargs.values()) + query
        for language in (languages.ENGLISH, languages.SPANISH)
    }


@in_templates
@pass_context
def path_to(context: Context, name: str) -> str:
    """The path of the page to register, or of the terms, from which one comes back to where one was.

    Where one was is an edition's own page, or where a page on the way knows it (`where`).
    """
    path = languages.path_of(name, languages.language_of(context.get("request")))
    match = getattr(context.get("request"), "resolver_match", None)
    here = match.kwargs if match and match.url_name in ("edition", "download") else None
    where = CameFrom(here["code"], here["day"]) if here else context.get("where")
    return with_way_back(path, where)


@in_templates
@pass_context
def current_page(context: Context, *names: str) -> SafeString:
    """The mark of the menu's entry whose page this is."""
    match = getattr(context.get("request"), "resolver_match", None)
    return mark_safe(' aria-current="page"' if match and match.url_name in names else "")


@in_templates
def office_address() -> str:
    """The office's own address, for those who need people."""
    return settings.PORTAL_CONTACT
