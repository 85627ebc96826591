"""Reading the corpus of marked sentences, and how well the guard does on it."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from uccms.privacy import guard

FOLDER = Path(__file__).parent / "corpus"
_MARK = re.compile(r"⟦([a-z_]+):(.*?)⟧")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")


@dataclass
class Sentence:
    text: str
    spans: list[tuple[str, int, int]]


@dataclass
class Score:
    sentences: int = 0
    clean: int = 0
    expected: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    alarmed: int = 0

    def table(self) -> str:
        """The figures as a table for the documentation."""
        rows = ["| kind | marked | found | to the letter | false alarms |", "|---|---|---|---|---|"]
        for kind in guard.KINDS:
            row = self.expected[kind], self.found[kind], self.exact[kind], self.false[kind]
            rows.append(_row(f"`{kind}`", *row))
        rows.append(_row("all", *(c.total() for c in (self.expected, self.found, self.exact, self.false))))
        share = 100 * self.alarmed / self.clean
        rows += [
            "",
            f"{self.sentences} sentences, {self.clean} of them with nothing to find;"
            f" the guard finds something in {self.alarmed} of those ({share:.1f} %).",
        ]
        return "\n".join(rows)


def _row(name: str, marked: int, found: int, exact: int, false: int) -> str:
    return f"| {name} | {marked} | {found} ({100 * found / marked:.1f} %) | {exact} | {false} |"


def sentences(name: str) -> list[Sentence]:
    """The marked sentences of one file of the corpus."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    return [_parsed(line) for line in lines if line and not line.startswith("#")]


def score(corpus: list[Sentence]) -> Score:
    """Count what is found (a finding of the kind touches the mark) and what is found wrongly."""
    result = Score(sentences=len(corpus))
    for sentence in corpus:
        findings = guard.find(sentence.text)
        touched = set()
        for kind, start, end in sentence.spans:
            result.expected[kind] += 1
            hits = [f for f in findings if f.kind == kind and f.start < end and start < f.end]
            touched.update(hits)
            result.found[kind] += bool(hits)
            result.exact[kind] += any((f.start, f.end) == (start, end) for f in hits)
        result.false.update(f.kind for f in findings if f not in touched)
        if not sentence.spans:
            result.clean += 1
            result.alarmed += bool(findings)
    return result


def _parsed(line: str) -> Sentence:
    line = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), line)
    text, spans, position = "", [], 0
    for mark in _MARK.finditer(line):
        text += line[position : mark.start()]
        spans.append((mark[1], len(text), len(text) + len(mark[2])))
        text += mark[2]
        position = mark.end()
    return Sentence(text + line[position:], spans)
