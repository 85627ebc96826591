"""What was typed into the search, as the database reads it, and the sentence in which it was found."""

import re
from dataclasses import dataclass

from uccms.database.written_once import Question, together

LEXEME = re.compile(r"'([^']+)'")
PHRASE = re.compile(r"'[^\W_]+'(?: <(?:-|\d+)> '[^\W_]+')+")  # of plain words
AROUND = 90  # letters of a sentence on each side of the match
ENDS = re.compile(r"\n|[.?!]\s")
BEGINS = r"(?<![^\W_])"  # where a word begins, as a pattern
# Stems with which their words do not begin: "dying" is found as "die", "skies" as "sky".
IRREGULAR = {"die": "d", "lie": "l", "tie": "t", "sky": "sk"}
QUOTATION_MARKS = str.maketrans("“”„«»", '"' * 5)


@dataclass(frozen=True)
class Words:
    """What was typed, as the database reads it, and what a text looks like that could match.

    To take a text apart costs ten times as much as to see that it does not look like a match.
    """

    query: str
    holds: list[str]  # patterns of LIKE for the text in small letters
    holds_all: bool  # or else one of them
    phrase: str  # a regular expression, where what was typed is one phrase of plain words
    stems: list[str]  # regular expressions of the words
    all_of: str = ""  # where words have to stand together: the same words, wherever they stand


def words(typed: str) -> Words | None:
    """The words of what was typed; None when none is left that could be found, such as "the"."""
    return together(reading(typed))[0][0]


def reading(typed: str) -> Question:
    """The same as a question, whose answer is a list of that one."""
    typed = typed.translate(QUOTATION_MARKS)
    wanted = re.sub(r"(?:^|\s)-(?:\"[^\"]*\"|\S+)", " ", typed)
    sql = (
        "SELECT q::text, querytree(q), tsvector_to_array(to_tsvector('english', %s::text))"
        " FROM websearch_to_tsquery('english', %s::text) q"
    )
    return Question(sql, [wanted, typed], lambda rows: [_words(*rows[0])])


def _words(query: str, tree: str, stems: list[str]) -> Words | None:
    if not query or tree in ("", "T") or not stems:
        return None
    every = not any(sign in LEXEME.sub("", query) for sign in "!|")
    held = LEXEME.findall(query) if every else stems
    return Words(
        query,
        [_held(each) for each in sorted(held, key=len, reverse=True)],
        every,
        _pattern(query) if PHRASE.fullmatch(query) else "",
        [_written(each) for each in sorted(stems, key=len, reverse=True)],
        _all_of(query),
    )


def _all_of(query: str) -> str:
    """The same query without the order of its phrases; none where it has none, or leaves one out."""
    loose = re.sub(r"(?<=') <(?:-|\d+)> (?=')", " & ", query)
    return loose if loose != query and "!" not in query else ""


def _pattern(phrase: str) -> str:
    """What a text with these words in this order looks like."""
    first, *others = re.findall(r"(?:<(-|\d+)> )?'([^']+)'", phrase)
    written = rf"{re.escape(_beginning(first[1]))}\w*"
    for apart, word in others:
        # What the database knows as one word, such as "3.5", are several here.
        between = 0 if apart == "-" else 4 * (int(apart) - 1)
        written += rf"(?:\W+\w+){{0,{between}}}[\W_]+{re.escape(_beginning(word))}\w*"
    return written


def _beginning(stem: str) -> str:
    """How the words of a stem begin: it ends in i for words in y, in e for words in ing, bl for bility."""
    if stem in IRREGULAR:
        return IRREGULAR[stem]
    return stem[:-1] if (stem[-1:] in ("i", "e") and len(stem) > 2) or stem.endswith("bl") else stem


def _written(lexeme: str) -> str:
    """The words that the database knows as this one; it knows "-5" and "well-known", too."""
    return (BEGINS if lexeme[0].isalnum() else "") + re.escape(_beginning(lexeme))


def _held(lexeme: str) -> str:
    """The same as a pattern of LIKE."""
    literally = re.sub(r"([%_\\])", r"\\\1", _beginning(lexeme))
    return f"%{literally}%"


def sentence(text: str, found: Words) -> tuple[str, ...]:
    """The sentence with the first match, cut on both sides, in turns: beside it, the match, beside it."""
    pattern = re.compile(rf"(?:{'|'.join(found.stems)})\w*", re.IGNORECASE)
    first = pattern.search(text)
    if first is None:
        return (text[: 2 * AROUND],)
    begins = max((each.end() for each in ENDS.finditer(text, 0, first.start())), default=0)
    ends = ENDS.search(text, first.end())
    start = max(begins, first.start() - AROUND)
    end = min(ends.start() + 1 if ends else len(text), first.end() + AROUND)
    shown = ("…" if start > begins else "") + text[start:end].strip()
    parts, at = [], 0
    for each in pattern.finditer(shown):
        parts += [shown[at : each.start()], each[0]]
        at = each.end()
    return (*parts, shown[at:])
