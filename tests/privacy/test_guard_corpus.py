"""How well the guard does on the corpus, and that the documentation says so."""

from pathlib import Path

import pytest

from tests.privacy.corpus_score import score, sentences

PAGE = Path(__file__).parents[2] / "docs" / "guard.md"

KINDS = ("ssn", "payment_card", "bank_account", "date_of_birth", "passport", "medical", "education")
RECALL = {
    "tuned": dict(zip(KINDS, (1, 1, 0.96, 0.97, 1, 1, 1), strict=True)),
    "holdout": dict(zip(KINDS, (0.96, 1, 1, 1, 1, 0.9, 1), strict=True)),
}
ALARMS = {"tuned": 0, "holdout": 3}


@pytest.fixture(scope="module", params=["tuned", "holdout"])
def part(request):
    return request.param, score(sentences(request.param))


def test_recall_of_each_kind_does_not_fall(part):
    name, result = part
    reached = {kind: result.found[kind] / result.expected[kind] for kind in RECALL[name]}
    assert {kind for kind, floor in RECALL[name].items() if reached[kind] < floor} == set()


def test_false_alarms_do_not_grow(part):
    name, result = part
    assert result.alarmed <= ALARMS[name]


def test_the_documentation_carries_the_figures(part):
    _, result = part
    assert result.table() in PAGE.read_text(encoding="utf-8")


def test_the_corpus_is_large_and_about_half_of_it_is_clean():
    everything = sentences("tuned") + sentences("holdout")
    clean = sum(not sentence.spans for sentence in everything)
    assert len(everything) >= 700
    assert 0.4 < clean / len(everything) < 0.6
    assert len({sentence.text for sentence in everything}) == len(everything)
