"""What was typed into the search, as the database reads it, and the sentence in which it was found."""

import re
from dataclasses import dataclass

from uccms.database.written_once import Question, together

LEXEME = re.compile(r"'([^']+)'")
PHRASE = re.compile(r"'[^\W_]+'(?: <(?:-|\d+)> '[^\W_]+')+")  # of plain words
AROUND = 90  # letters of a sentence on each side of the match
ENDS = re.compile(r"\n|[.?!]\s")
BEGINS = r"(?:\m|_)"  # where a word begins, in a pattern of the database's
# Stems with which their words do not begin: "dying" is found as "die", "skies" as "sky".
IRREGULAR = {"die": "d", "lie": "l", "tie": "t", "sky": "sk"}
QUOTATION_MARKS = str.maketrans("“”„«»", '"' * 5)


@dataclass(frozen=True)
class Words:
    """What was typed, as the database reads it, and patterns all of which every match has."""

    query: str
    patterns: list[str]
    stems: list[str]
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
    parts = sorted((_written(each) for each in stems), key=len, reverse=True)
    return Words(query, _patterns(query, parts), parts, _all_of(query))


def _patterns(query: str, parts: list[str]) -> list[str]:
    """What each match looks like, so that few texts have to be taken apart, which costs ten times as much."""
    if PHRASE.fullmatch(query):
        return [_pattern(query)]
    if any(sign in LEXEME.sub("", query) for sign in "!|"):
        return [f"({'|'.join(parts)})"]
    return [_written(each) for each in LEXEME.findall(query)]


def _all_of(query: str) -> str:
    """The same query without the order of its phrases; none where it has none, or leaves one out."""
    loose = re.sub(r"(?<=') <(?:-|\d+)> (?=')", " & ", query)
    return loose if loose != query and "!" not in query else ""


def _pattern(phrase: str) -> str:
    """What a text with these words in this order looks like, so that few texts have to be taken apart."""
    first, *others = re.findall(r"(?:<(-|\d+)> )?'([^']+)'", phrase)
    written = rf"{BEGINS}{re.escape(_beginning(first[1]))}\w*"
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
    """A pattern of the words that the database knows as this one; it knows "-5" and "well-known", too."""
    return (BEGINS if lexeme[0].isalnum() else "") + re.escape(_beginning(lexeme))


def sentence(text: str, found: Words) -> tuple[str, ...]:
    """The sentence with the first match, cut on both sides, in turns: beside it, the match, beside it."""
    words = "|".join(found.stems).replace(BEGINS, r"(?<![^\W_])")
    pattern = re.compile(rf"(?:{words})\w*", re.IGNORECASE)
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
