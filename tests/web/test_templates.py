"""What no template and no style sheet may hold, because the content policy or the next reader forbids it."""

import re

import pytest
from django.conf import settings

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
STYLES = sorted((settings.BASE_DIR / "static" / "css").rglob("*.css"))
SCRIPTS = sorted((settings.BASE_DIR / "static" / "js").rglob("*.js"))
FORBIDDEN = {
    "an inline style": re.compile(r"<style|\sstyle\s*=", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.I),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=|\shx-on", re.I),
    "an address that is a script": re.compile(r"javascript:", re.I),
    "an address that is its own content": re.compile(r"""(?:src|href)\s*=\s*["']data:""", re.I),
}
WRONG = {
    "an inline style": '<p style="color: red">',
    "an inline script": "<script type=module>alert(1)</script>",
    "an event handler": '<button type="button" onclick="save()">',
    "an address that is a script": '<a href="javascript:void(0)">',
    "an address that is its own content": '<img src="data:image/png;base64,AAAA">',
}


def names(paths):
    return [path.relative_to(settings.BASE_DIR).as_posix() for path in paths]


def test_there_is_something_to_look_at():
    assert TEMPLATES and STYLES and SCRIPTS


@pytest.mark.parametrize("what", FORBIDDEN)
def test_what_is_forbidden_is_recognized(what):
    assert FORBIDDEN[what].search(WRONG[what])


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_a_template_holds_nothing_that_the_content_policy_forbids(path):
    text = path.read_text(encoding="utf-8")
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=names(SCRIPTS))
def test_a_script_evaluates_no_text_and_sets_no_style(path):
    assert not re.search(
        r"\beval\(|new Function|\.style\b|setAttribute\(.style.", path.read_text(encoding="utf-8")
    )


def rules(path):
    """The selectors and declarations of a style sheet, without comments and strings."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    return re.sub(r'"[^"]*"', '""', text)


@pytest.mark.parametrize("path", STYLES, ids=names(STYLES))
def test_a_style_sheet_needs_no_force(path):
    text = rules(path)
    assert "!important" not in text
    selectors = re.findall(r"([^{};]+)\{", text)
    assert [each.strip() for each in selectors if re.search(r"#[a-z]", each, re.I)] == []


@pytest.mark.parametrize("path", STYLES, ids=names(STYLES))
def test_colors_are_tokens(path):
    """White and the bar's own two blues aside, a color that is no token follows no scheme."""
    if path.name == "tokens.css":
        return
    own = {"nav.css": {"#58b4ff", "#7292c7"}, "status.css": {"#70e17b"}}
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", rules(path), re.I)) <= own.get(path.name, set())
