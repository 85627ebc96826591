"""What was typed into the search, as the database reads it, and the sentence in which it was found."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from uccms.database.written_once import Question, together

LEXEME = re.compile(r"'((?:[^']|'')+)'")
NEXT_LEXEME = re.compile(rf"(?:<(-|\d+)> )?{LEXEME.pattern}")  # and how far behind the one before it
PHRASE = re.compile(r"'[^\W_]+'(?: <(?:-|\d+)> '[^\W_]+')+")  # of plain words
AROUND = 90  # letters of a sentence on each side of the match
ENDS = re.compile(r"\n|[.?!]\s")
SPACE = re.compile(r"\s")
QUOTED = re.compile(r'(?<![-\w])"\s*([^\W_]+(?:\s+[^\W_]+)+)\s*"')  # plain words
BEGINS = r"(?<![^\W_])"  # where a word begins, as a pattern
# Stems with which their words do not begin: "dying" is found as "die", "skies" as "sky".
IRREGULAR = {"die": "d", "lie": "l", "tie": "t", "sky": "sk"}
QUOTATION_MARKS = str.maketrans("“”„«»", '"' * 5)


@dataclass(frozen=True)
class Bearing:
    """What the index knows of a text that could match: its words, and which stand next to each other."""

    words: list[str]
    alone: list[str]  # those of them that are in no pair
    pairs: list[tuple[str, int]]  # two words with a space between them, and how far apart they stand
    is_all: bool  # there is nothing else to know: no phrase of three words and more, nothing left out


@dataclass(frozen=True)
class Words:
    """What was typed, as the database reads it, and what a text looks like that could match.

    To take a text apart costs ten times as much as to see that it does not look like a match.
    """

    query: str
    bearings: list[Bearing]  # of a text that could match, the index knows one of these
    is_read: bool  # the texts have to be read, for what the index does not know
    holds: list[str]  # patterns of LIKE for the text in small letters
    holds_all: bool  # or else one of them
    phrase: str  # a regular expression, where there is one phrase of plain words
    stems: list[str]  # regular expressions of the words
    begin: list[str]  # how they begin, in small letters


def words(typed: str) -> Words | None:
    """The words of what was typed; None when none is left that could be found, such as "the"."""
    return together(reading(typed))[0][0]


def reading(typed: str) -> Question:
    """The same as a question, whose answer is a list of that one."""
    typed = typed.translate(QUOTATION_MARKS)
    wanted = re.sub(r"(?:^|\s)-(?:\"[^\"]*\"|\S+)", " ", typed)
    sql = (
        "SELECT q::text, querytree(q), tsvector_to_array(to_tsvector('english', %s::text)), known, all_known"
        " FROM websearch_to_tsquery('english', %s::text) q,"
        " (SELECT array_agg(coalesce(a[1], '') ORDER BY place), array_agg(coalesce(b[1], '') ORDER BY place)"
        " FROM unnest(%s::text[]) WITH ORDINALITY u (w, place),"
        " tsvector_to_array(to_tsvector('english', w)) a,"
        " tsvector_to_array(to_tsvector('contacts_every_word', w)) b) each (known, all_known)"
    )
    phrases = [each.split() for each in QUOTED.findall(typed)]
    quoted = [word for phrase in phrases for word in phrase]
    return Question(sql, [wanted, typed, quoted], lambda rows: [_words(*rows[0], phrases)])


def _words(
    query: str,
    tree: str,
    stems: list[str],
    known: list[str] | None,
    all_known: list[str] | None,
    phrases: list[list[str]],
) -> Words | None:
    """The words of all phrases come as search words, empty where they are none, and as words."""
    if not query or tree in ("", "T") or not stems:
        return None
    signs = LEXEME.sub("", query)
    every = not any(sign in signs for sign in "!|")
    held = [_plain(each) for each in LEXEME.findall(query)] if every else stems
    phrase = _pattern(query) if PHRASE.fullmatch(query) else ""
    bearings = _bearings(query)
    if known and all_known and not all(known) and "|" not in signs:
        # Words such as "no" and "the" are no search words, but in a phrase they count.
        bearings = [_with_every_word(bearings[0], known, all_known, phrases)]
        if len(phrases) == 1:
            phrase = _with_all_words(known, phrases[0])
    return Words(
        query,
        bearings,
        not all(each.is_all for each in bearings),
        [_held(each) for each in sorted(held, key=len, reverse=True)],
        every,
        phrase,
        [_written(each) for each in sorted(stems, key=len, reverse=True)],
        list({_beginning(each) for each in stems}),
    )


def _bearings(query: str) -> list[Bearing]:
    """What the index knows of the texts that match, for each alternative; what is left out is not known.

    The database writes such a query as alternatives of words and phrases, and no lexeme has a space in it.
    """
    found = []
    for alternative in query.split(" | "):
        parts = alternative.split(" & ")
        wanted = [each for each in parts if not each.startswith("!")]
        phrases = [[(apart, _plain(word)) for apart, word in NEXT_LEXEME.findall(each)] for each in wanted]
        found.append(
            Bearing(
                list(dict.fromkeys(word for phrase in phrases for _, word in phrase)),
                list(dict.fromkeys(word for phrase in phrases for _, word in phrase if len(phrase) == 1)),
                [
                    (f"{before} {word}", 1 if apart == "-" else int(apart))
                    for phrase in phrases
                    for (_, before), (apart, word) in pairwise(phrase)
                ],
                wanted == parts and all(len(phrase) <= 2 for phrase in phrases),
            )
        )
    return found


def _with_every_word(
    bearing: Bearing, known: list[str], all_known: list[str], phrases: list[list[str]]
) -> Bearing:
    """With the phrases that have words which are no search words; of two words, the index knows it all."""
    at, pairs, exact = 0, list(bearing.pairs), bearing.is_all
    for phrase in phrases:
        here = slice(at, at + len(phrase))
        at += len(phrase)
        if not all(known[here]):
            pairs += [(f"{one} {two}", 1) for one, two in pairwise(all_known[here]) if one and two]
            exact = exact and len(phrase) == 2 and all(all_known[here])
    return Bearing(bearing.words, [each for each in bearing.alone if each not in all_known], pairs, exact)


def _plain(lexeme: str) -> str:
    """A lexeme as it is, where a query writes some of its signs twice."""
    return lexeme.replace("''", "'").replace("\\\\", "\\")


def _pattern(phrase: str) -> str:
    """What a text with these words in this order looks like."""
    first, *others = NEXT_LEXEME.findall(phrase)
    written = rf"{re.escape(_beginning(first[1]))}\w*"
    for apart, word in others:
        # What the database knows as one word, such as "3.5", are several here.
        between = 0 if apart == "-" else 4 * (int(apart) - 1)
        written += rf"(?:\W+\w+){{0,{between}}}[\W_]+{re.escape(_beginning(word))}\w*"
    return written


def _with_all_words(stems: list[str], written: list[str]) -> str:
    """What a text with these words side by side looks like, also those that no stem is known of."""
    words = [
        rf"{re.escape(_beginning(stem))}\w*" if stem else re.escape(word)
        for stem, word in zip(stems, written, strict=True)
    ]
    between = r"[\W_]+"
    return rf"(?:^|[\W_]){between.join(words)}(?:$|[\W_])"


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
    """The sentence with the phrase, or else with the most of the words, cut on both sides.

    In turns: beside it, the match, beside it.
    """
    pattern = re.compile(rf"(?:{'|'.join(found.stems)})\w*", re.IGNORECASE)
    first = _place(text, found, pattern)
    if first is None:
        return (text[: 2 * AROUND],)
    begins = max((each.end() for each in ENDS.finditer(text, 0, first[0])), default=0)
    ends = ENDS.search(text, first[1])
    end = ends.start() + 1 if ends else len(text)
    shown = _from_word(text, begins, first[0]) + text[first[0] : first[1]] + _to_word(text, first[1], end)
    parts, at = [], 0
    for each in pattern.finditer(shown):
        parts += [shown[at : each.start()], each[0]]
        at = each.end()
    return (*parts, shown[at:])


def _place(text: str, found: Words, pattern: re.Pattern) -> tuple[int, int] | None:
    """Where the phrase stands, or the first word of the sentence that has the most of them."""
    if found.phrase and (phrase := re.compile(found.phrase, re.IGNORECASE).search(text)):
        return phrase.span()
    first = pattern.search(text)
    if first is None or len(found.begin) == 1:
        return first and first.span()
    best = pattern.match(text, _richest(text, found.begin, first.start()))
    return (best or first).span()


def _richest(text: str, begin: list[str], place: int) -> int:
    """Where the sentence with the most of these words has its first, found without patterns, which cost more.

    In a text that has another length in small letters it is the place that is known.
    """
    small = text.lower()
    if len(small) != len(text):
        return place
    most, first, last, having = 0, place, 0, set()
    for at, word in sorted((at, each) for each in begin for at in _places(small, each)):
        if not having or ENDS.search(text, last, at):
            first, having = at, set()
        last = at
        having.add(word)
        if len(having) > most:
            place, most = first, len(having)
        if most == len(begin):
            break
    return place


def _places(text: str, word: str) -> Iterator[int]:
    """Where a word begins so."""
    at = text.find(word)
    while at >= 0:
        if at == 0 or not (text[at - 1].isalnum() and word[0].isalnum()):
            yield at
        at = text.find(word, at + 1)


def _from_word(text: str, begins: int, at: int) -> str:
    """What stands before a place, from where a word begins."""
    if at - begins <= AROUND:
        return text[begins:at].lstrip()
    cut = SPACE.search(text, at - AROUND, at)
    return "…" + text[cut.end() if cut else at - AROUND : at]


def _to_word(text: str, at: int, ends: int) -> str:
    """What stands after a place, to where a word ends."""
    if ends - at <= AROUND:
        return text[at:ends].rstrip()
    cut = max(text.rfind(" ", at, at + AROUND + 1), text.rfind("\n", at, at + AROUND + 1))
    return text[at : cut if cut > at else at + AROUND].rstrip() + "…"
