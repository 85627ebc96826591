"""What holds for the guard on any text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.privacy.corpus_score import sentences
from uccms.privacy import guard

PIECES = [sentence.text for sentence in sentences("tuned")]
WORDS = sorted({word for piece in PIECES for word in piece.split()})
ODD = [
    "\u200b",
    "\u00ad",
    "\u0301",
    "\0",
    "\ud800",
    "\n",
    "\t",
    "  ",
    "-",
    "–",
    "/",
    ".",
    ",",
    "１",
    "٤",
    "ﬁ",
    "…",
    "İ",
    "🙂",
    "#",
]
TEXTS = st.one_of(
    st.text(),
    st.lists(
        st.one_of(st.sampled_from(PIECES), st.sampled_from(WORDS), st.sampled_from(ODD)), max_size=12
    ).map("".join),
    st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(ODD)), max_size=25).map(" ".join),
    st.text(alphabet="0123456789 -./SN", max_size=60),
)
HIDDEN = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\0"]
FINDINGS = [
    (text, finding)
    for text in PIECES
    for finding in guard.find(text)
    if "\u00ad" not in text
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["text", "payment"]))
def test_findings_lie_inside_sorted_and_apart(text, field):
    end = 0
    for finding in guard.find(text, field=field):
        assert end <= finding.start < finding.end <= len(text)
        assert finding.kind in guard.KINDS
        end = finding.end


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["text", "payment"]))
def test_a_blanked_text_is_as_long_and_holds_nothing_more(text, field):
    blanked = guard.blanked(text, guard.find(text, field=field))
    assert len(blanked) == len(text)
    assert guard.find(blanked, field=field) == []


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_what_is_shown_of_a_finding_never_repeats_it(text):
    for finding in guard.find(text, field="payment"):
        assert not any(character.isalnum() for character in guard.masked(text, finding))
        assert not any(character.isnumeric() for character in guard.place(text, finding))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FINDINGS), st.sampled_from(HIDDEN), st.data())
def test_characters_without_width_inside_a_finding_do_not_hide_it(found, hidden, data):
    text, finding = found
    position = data.draw(st.integers(finding.start + 1, finding.end - 1))
    changed = text[:position] + hidden + text[position:]
    assert (finding.kind, finding.start, finding.end + 1) in [
        (f.kind, f.start, f.end) for f in guard.find(changed)
    ]


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_recognized_identifiers_lie_inside_the_text(text):
    for own in guard.recognized(text):
        assert own.words == text[own.start : own.end] != ""
        assert own.kind in guard.LABELS
