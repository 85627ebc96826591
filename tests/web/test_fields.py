"""The one template for how a field looks: what describes it is there, and nothing else."""

import re
from types import SimpleNamespace

import pytest
from django import forms
from django.template.loader import render_to_string


class Example(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the letter.")
    company = forms.CharField(
        label="Company", required=False, widget=forms.TextInput(attrs={"class": "input--short"})
    )


class Guarded(Example):
    """As `uccms.privacy.forms` marks its fields, without a person."""

    def __init__(self, *args, findings=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        bound = self["company"]
        bound.guarded, bound.findings, bound.recognized = True, list(findings), []


FINDING = SimpleNamespace(
    sentence="This looks like a card number: ••••.",
    start=3,
    end=7,
    kind="card",
    fingerprint="f00d",
    labels=[("tracking", "tracking number")],
)


def drawn(field, **context):
    return render_to_string("web/_field.html", {"field": field} | context)


def described_by(html):
    """The ids that describe the control; each has to be on the page."""
    found = re.search(r'aria-describedby="([^"]*)"', html)
    ids = found[1].split() if found else []
    for each in ids:
        assert f'id="{each}"' in html, f"{each} is nowhere"
    return ids


def test_label_control_and_hint_belong_together():
    html = drawn(Example()["name"])
    assert 'for="id_name"' in html
    assert re.search(r'<input[^>]*class="input"[^>]*id="id_name"', html)
    assert described_by(html) == ["id_name_hint"]
    assert "aria-invalid" not in html


def test_a_hint_of_the_page_takes_the_place_of_the_fields_own():
    html = drawn(Example()["name"], hint="Staff only.")
    assert "Staff only." in html
    assert "As on the letter." not in html
    assert described_by(html) == ["id_name_hint"]


def test_an_error_is_read_with_the_control():
    html = drawn(Example({})["name"])
    assert described_by(html) == ["id_name_error", "id_name_hint"]
    assert 'aria-invalid="true"' in html
    assert "field--bad" in html


def test_a_control_keeps_its_own_class():
    assert 'class="input input--short"' in drawn(Example()["company"])


def test_nothing_describes_a_field_without_a_hint():
    assert described_by(drawn(Example()["company"])) == []


def test_a_shortcut_is_shown_and_works():
    html = drawn(Example()["name"], alt="d")
    assert "<kbd>Alt D</kbd>" in html
    assert 'data-alt="d"' in html
    assert "data-alt" not in drawn(Example()["name"])


def test_the_focus_is_where_the_page_says():
    assert "autofocus" in drawn(Example()["name"], autofocus=True)
    assert "autofocus" not in drawn(Example()["name"])


@pytest.mark.parametrize("findings", [(), (FINDING,)])
def test_a_guarded_field_has_its_panel(findings):
    html = drawn(Guarded({"name": "A", "company": "B"}, findings=findings)["company"])
    assert described_by(html) == ["id_company_guard"]
    assert 'data-guard="#id_company_guard"' in html
    assert ("Remove it" in html) == bool(findings)
    assert ("field--bad" in html) == bool(findings)
    if findings:
        assert 'data-remove-finding="3,7"' in html
        assert 'data-alt="r"' in html


def test_what_somebody_typed_is_text():
    html = drawn(Example({"name": '"><script>'})["name"])
    assert "<script>" not in html


def test_the_summary_counts_and_leads_to_the_fields():
    html = render_to_string("web/_errors.html", {"form": Example({})})
    assert "1 thing to settle first" in html
    assert '<a href="#id_name">Name</a>' in html
    assert render_to_string("web/_errors.html", {"form": Example({"name": "A"})}).strip() == ""
