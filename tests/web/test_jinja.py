"""Templates find and show things as Django's own language does."""

import pytest
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.template import engines
from django.utils.safestring import mark_safe
from jinja2 import DictLoader, nodes

from uccms.web.jinja import FUNCTIONS, Templates

ENGINE = engines["jinja2"]
TEMPLATES = settings.BASE_DIR / "templates"


def drawn(source: str, **context: object) -> str:
    """What a template makes of these."""
    return ENGINE.from_string(source).render(context)


class Thing:
    """An attribute, a key of the same name, and methods."""

    name = "attribute"

    def __getitem__(self, key: str) -> str:
        return {"name": "key"}[key]

    def told(self) -> str:
        return "called"

    def delete(self) -> str:
        raise AssertionError

    delete.alters_data = True

    def missing(self) -> str:
        raise ObjectDoesNotExist

    @property
    def broken(self) -> str:
        raise ObjectDoesNotExist

    def wrong(self) -> str:
        raise AttributeError("a mistake of ours")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ thing.name }}", "key"),
        ("{{ thing.told }}", "called"),
        ("{{ thing.delete }}", ""),
        ("{{ thing.missing }}{{ thing.broken }}", ""),
        ("{{ thing.nowhere.and.further }}", ""),
        ("{{ none.name }}{{ nowhere.name }}", ""),
        ("{{ pairs[0][1] }}{{ pairs[7] }}", "b"),
        ("{% for key, value in known.items %}{{ key }}{{ value }}{% endfor %}", "a1"),
        ("{{ keyed.items }}", "mine"),
        ("{% for each in none %}x{% else %}empty{% endfor %}", "empty"),
        ("{% for each in nowhere %}x{% else %}empty{% endfor %}", "empty"),
        ("{% if 'a' in none or 'a' in nowhere %}x{% endif %}{% if 'a' not in none %}not{% endif %}", "not"),
        ("{% if nowhere > 1 or nowhere <= 1 %}x{% endif %}", ""),
        ("{{ none is none }}{{ nowhere is none }}{{ pairs is not none }}", "TrueTrueTrue"),
        ("{{ nowhere|default('else') }}{{ nowhere|lower }}{{ nowhere|length }}", "else0"),
        ("{{ typed }}", "&lt;script&gt;"),
        ("{{ typed|truncatechars(5) }}{{ typed|linebreaksbr }}", "&lt;scr…&lt;script&gt;"),
        ("{{ [typed, safe]|join(', ') }}", "&lt;script&gt;, <b>"),
        ("{{ safe }}{{ safe|default(typed) }}{{ ''|default(typed) }}", "<b><b>&lt;script&gt;"),
    ],
)
def test_things_are_found_and_shown_as_django_does(source, text):
    context = {
        "thing": Thing(),
        "none": None,
        "pairs": [("a", "b")],
        "known": {"a": 1},
        "keyed": {"items": "mine"},
        "typed": "<script>",
        "safe": mark_safe("<b>"),
    }
    assert drawn(source, **context) == text


def test_a_mistake_in_a_method_is_no_empty_place():
    with pytest.raises(AttributeError, match="a mistake of ours"):
        drawn("{{ thing.wrong }}", thing=Thing())


def test_text_is_not_escaped_and_pages_are():
    facts = {"sentence": "Tom & Jerry"}
    text, page = (
        ENGINE.env.overlay(loader=DictLoader({name: "{{ sentence }}"})).get_template(name).render(facts)
        for name in ("mail/a.txt", "mail/a.html")
    )
    assert (text, page) == ("Tom & Jerry", "Tom &amp; Jerry")


def test_no_variable_of_a_template_has_the_name_of_a_function():
    taken = {}
    for name in ENGINE.env.list_templates(filter_func=lambda name: (TEMPLATES / name).is_file()):
        tree = ENGINE.env.parse((TEMPLATES / name).read_text())
        called = {id(each.node) for each in tree.find_all(nodes.Call)}
        named = {
            each.name
            for each in tree.find_all(nodes.Name)
            if each.name in FUNCTIONS and id(each) not in called
        }
        if named:
            taken[name] = named
    assert len(FUNCTIONS) > 20
    assert taken == {}


def test_what_is_compiled_is_kept_for_others_and_a_place_that_cannot_be_written_is_no_error(tmp_path):
    kept = tmp_path / "deep" / "compiled"
    barred = tmp_path / "file"
    barred.write_text("no directory")
    for place in (kept, barred / "below"):
        loader = DictLoader({"a.html": "{{ 1 + 1 }}"})
        assert Templates(compiled=place, loader=loader).get_template("a.html").render() == "2"
    assert len(list(kept.iterdir())) == 1
    assert kept.stat().st_mode & 0o077 == 0
