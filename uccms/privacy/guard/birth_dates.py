"""Dates beside a word for birth."""

import re
from collections.abc import Iterator

from uccms.privacy.guard.kinds import Finding
from uccms.privacy.guard.labels import BREAK

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)(?![a-z])"
)
_DAY = r"[0-3]?[0-9](?:st|nd|rd|th)?"
_YEAR = r"(?:(?:19|20)[0-9]{2}|18[0-9]{2}|'?[0-9]{2})"
_SEP = r"(?:\s{0,2}[-/.,_]\s{0,2}|\s)"
_WORDED = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth"
    r"|fifteenth|twentieth|thirtieth)"
)
DATE = re.compile(
    r"(?<![0-9])(?=[0-9])(?:"
    rf"[0-9]{{4}}{_SEP}[01]?[0-9]{_SEP}[0-3]?[0-9](?![0-9])"
    rf"|[0-3]?[0-9]{_SEP}[0-3]?[0-9]{_SEP}{_YEAR}(?![0-9])"
    rf"|{_DAY}(?: of| de|[-/.,])?[\s-]?{_MONTH}\.?(?:(?:,| of| de| del)?[\s/.-]{{0,2}}{_YEAR}(?![0-9:]))?"
    rf"|[0-9]{{4}}[\s-]{_MONTH}[\s-]{_DAY}(?![0-9])"
    r")"
    rf"|(?<![a-z])(?=[adefjmnos]){_MONTH}\.?(?:"
    rf"[\s/.-]{{0,2}}(?:the )?{_DAY}(?![0-9])(?:(?:,|\s|\.|-|/|'| of| in){{1,2}}\s?{_YEAR}(?![0-9:]))?"
    r"|,?(?:\s|/| of | de | in ){1,2}(?:19|20)[0-9]{2}(?![0-9])"
    rf"|\s(?:the )?{_WORDED}(?![a-z])(?:,? {_YEAR}(?![0-9:]))?)"
)
_BARE = re.compile(r"(?<![0-9])(?:[0-9]{8}|[0-9]{6}|(?:19|20)[0-9]{2})(?![0-9]|[-/.,][0-9])")

_STRONG = (
    r"d\.? ?o\.? ?b(?:'s|s)?\.?|date'?s?[ -]of[ -](?:my |his |her |their )?birth|birth ?dates?"
    r"|birth ?-?days?|birth date|b-?day|bdays?|fecha de (?:su )?nacimiento"
    r"|fec?h?a?\.? ?nac\.?|f\.? ?nac\.?|cumpleanos|geburtsdatum|geboren|date de naissance"
    r"|year of birth|birth year"
)
_WEAK = r"born|birthed|nacio|nacid[oa]|ne\(e\) le|nee? le|birth"
_WORD = re.compile(rf"(?<![a-z-])(?<!not )(?:(?P<strong>{_STRONG})|(?P<weak>{_WEAK}))(?![a-z-])")
_OTHER_DATE = re.compile(
    r"(?<![a-z])(?:filed|filing|file|priority|contact(?:ed)?|call(?:ed|s)?|wrote|writes|received"
    r"|mail(?:ed|ing)?|sent|fax(?:ed)?|issued?|grant(?:ed)?"
    r"|regist\w*|publish\w*|publication|due|expir\w*|submit\w*|paid|payment|signed|effective"
    r"|dated|deadline|first use\w*|hearing|appointment"
    r"|since|until|by|asked|requested|emailed|e-mailed|visited|today|recorded|assigned|opened"
    r"|logged|ordered|shipped|abandon\w*|died|death"
    r"|married|hired|visit|presentada|llamo|enviado|recibido|release[ds]?|launch\w*)(?![a-z])"
)
_THING = re.compile(
    r"(?<![a-z])(?:idea|company|product|brand|mark|firm|project|inventions?|concept|business"
    r"|startup|technology|software|it|design|logo|series"
    r"|system|trademark|internet|patent|program|movement|card|cards|cake|party|greeting|song"
    r"|candles?)s?(?: \w+){0,3} (?:was |is |were )?$"
)
_REACH = 45
_BACK = 40
_AFTER = re.compile(
    r"[\s,)]{0,3}(?:(?:which |that )?(?:is|was|es|as|=|being|-)\s{1,3}|\(\s?|,\s?)?(?:(?:my|his"
    r"|her|their|the|your|a|date|of|caller's|customer's|inventor's"
    r"|applicant's|wife's|husband's|\w{1,20}'s|su|mi|listed|given|when|he|she|i"
    r"|they)\s{1,3}){0,5}(?:was |were )?$"
)


def birth_dates(plain: str) -> Iterator[Finding]:
    """Each date that a word for birth stands before, or just after, with no other kind of date between."""
    for word in _WORD.finditer(plain):
        strong = word["strong"] is not None
        if not strong and _THING.search(plain, max(0, word.start() - _BACK), word.start()):
            continue
        found = _after_word(plain, word, strong) or _before_word(plain, word)
        if found:
            yield found


def _after_word(plain: str, word: re.Match[str], strong: bool) -> Finding | None:
    end = word.end() + _REACH
    date = DATE.search(plain, word.end(), end + 24)
    bare = _BARE.search(plain, word.end(), min(end, word.end() + 20)) if strong else None
    match = min(filter(None, (date, bare)), key=lambda match: match.start(), default=None)
    if match is None or match.start() > end:
        return None
    gap = plain[word.end() : match.start()]
    if _OTHER_DATE.search(gap) or BREAK.search(plain, word.end(), match.start() + 1):
        return None
    full = match is date and _has_year(match[0])
    return Finding("date_of_birth", *match.span(), certain=full or (match is bare and len(match[0]) == 8))


def _before_word(plain: str, word: re.Match[str]) -> Finding | None:
    last = None
    for date in DATE.finditer(plain, max(0, word.start() - _BACK - 30), word.start()):
        last = date
    if last is None or not _AFTER.fullmatch(plain, last.end(), word.start()):
        return None
    if last.end() < word.start() and _OTHER_DATE.search(plain, max(0, last.start() - 15), last.start()):
        return None
    return Finding("date_of_birth", *last.span(), certain=_has_year(last[0]))


def _has_year(date: str) -> bool:
    return len(re.findall(r"[0-9]+|[a-z]{3,}", date)) >= 3
