"""Words in descriptions, notes and resolutions: phrases, exclusions, newest first, the match in its sentence.

Each text has a GIN index on the expression below, so no copy of a text is stored anywhere. A common word is
met by walking the newest texts, a rare one by the index; sorting by the key alone would walk the whole table
for a rare word, and ranking all bearers of a common one takes seconds.
"""

# ruff: noqa: S608  only names of TEXTS are put into a statement, no value

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from contacts.models import Participation, Ticket
from uccms.web.search_sources import say

WALKED = 3000  # newest texts that are read one by one before the index is asked
MATCHED = 30_000  # bearers of the words that are sorted; a statement time-out stops what is worse
PHRASED = 3000  # bearers of a phrase's words whose text is read: the index does not know which stand together
PHRASE = re.compile(r"'[^']+'(?: <(?:-|\d+)> '[^']+')+")
CUT = (
    "Very many texts have these words. Not all of those that are older were looked at, so that some can be "
    "missing. Add a rarer word to find them."
)
NOT_THE_OLDER = (
    "Of the tickets that you may see, the newest 3,000 were read. Older ones were looked up: those with a "
    "rare word are all here; of those with a phrase, or very frequent words, some can be missing."
)
AROUND = 90  # letters of a sentence on each side of the match
QUOTATION_MARKS = str.maketrans("“”„«»", '"' * 5)
ENDS = re.compile(r"\n|[.?!]\s")


@dataclass(frozen=True)
class Text:
    """One kind of text: its table, its column, its ticket and its time."""

    name: str
    table: str
    column: str
    ticket: str
    at: str


TEXTS = (
    Text("description", "contacts_contact", "description", "ticket_id", "started_at"),
    Text("note", "contacts_timelineentry", "text", "ticket_id", "at"),
    Text("resolution", "contacts_ticket", "resolution", "id", "resolved_at"),
)


@dataclass(frozen=True)
class Match:
    """A text of a ticket that has the words."""

    ticket: int
    at: datetime
    text: str


@dataclass(frozen=True)
class Words:
    """What was typed, as the database reads it, and a pattern that every match has."""

    query: str
    pattern: str
    stems: list[str]
    all_of: str = ""  # of a phrase: the same words, wherever they stand


def words(typed: str) -> Words | None:
    """The words of what was typed; None when none is left that could be found, such as "the"."""
    typed = typed.translate(QUOTATION_MARKS)
    wanted = re.sub(r"(?:^|\s)-(?:\"[^\"]*\"|\S+)", " ", typed)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT q::text, querytree(q), tsvector_to_array(to_tsvector('english', %s))"
            " FROM websearch_to_tsquery('english', %s) q",
            [wanted, typed],
        )
        query, tree, stems = cursor.fetchone()
    if not query or tree in ("", "T") or not stems:
        return None
    parts = sorted((re.escape(_beginning(each)) for each in stems), key=len, reverse=True)
    if PHRASE.fullmatch(query):
        return Words(query, _pattern(query), parts, re.sub(r"<(?:-|\d+)>", "&", query))
    return Words(query, rf"\m({'|'.join(parts)})", parts)


def _pattern(phrase: str) -> str:
    """What a text with these words in this order looks like, so that few texts have to be taken apart."""
    first, *others = re.findall(r"(?:<(-|\d+)> )?'([^']+)'", phrase)
    written = rf"\m{re.escape(_beginning(first[1]))}\w*"
    for apart, word in others:
        between = 0 if apart == "-" else int(apart) - 1
        written += rf"(?:\W+\w+){{0,{between}}}\W+{re.escape(_beginning(word))}\w*"
    return written


def _beginning(stem: str) -> str:
    """How the words of a stem begin: it ends in i for words in y, and in e for words in ing."""
    return stem[:-1] if stem[-1:] in ("i", "e") and len(stem) > 2 else stem


def matches(user, found: Words, limit: int) -> list[Match]:
    """The newest matches on tickets that `user` may see, each ticket once; two queries, or three."""
    if not user.has_perm("contacts.see_tickets"):
        return []
    newest: dict[int, Match] = {}
    tickets = None if user.is_first_tier else _newest_tickets(user)
    complete = tickets is not None and len(tickets) < WALKED
    _keep(newest, _read([_walked(text, found, tickets, limit) for text in TEXTS]))
    if len(newest) < limit and not complete:
        hits = _read([_indexed(text, found, user, limit) for text in TEXTS])
        _keep(newest, [each for each in hits if each.ticket])
        _say_what_may_be_missing(user, is_cut=any(not each.ticket for each in hits))
    return _newest(newest, limit)


def _say_what_may_be_missing(user, *, is_cut: bool) -> None:
    """Nobody hears how often a word stands in texts that they may not see: who sees a part is told always."""
    if not user.is_first_tier:
        say(NOT_THE_OLDER)
    elif is_cut:
        say(CUT)


def _newest(found: dict[int, Match], limit: int) -> list[Match]:
    return sorted(found.values(), key=lambda each: each.at, reverse=True)[:limit]


def sentence(text: str, found: Words) -> tuple[str, ...]:
    """The sentence with the first match, cut on both sides, in turns: beside it, the match, beside it."""
    pattern = re.compile(rf"\b(?:{'|'.join(found.stems)})\w*", re.IGNORECASE)
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


def _keep(newest: dict[int, Match], hits: list[Match]) -> None:
    for each in hits:
        known = newest.get(each.ticket)
        if known is None or known.at < each.at:
            newest[each.ticket] = each


def _vector(text: Text) -> str:
    """The indexed expression; the migration `finding` has the same."""
    return f"to_tsvector('english'::regconfig, x.{text.column})"


Reading = tuple[str, list]  # a statement and its parameters


def _walked(text: Text, found: Words, tickets: list[int] | None, limit: int) -> Reading:
    """Matches among the newest texts, or among those of these tickets."""
    columns = f"x.{text.ticket}, x.{text.at}, x.{text.column}"
    if tickets is None:
        sql = (
            f"WITH x AS MATERIALIZED (SELECT * FROM {text.table} ORDER BY id DESC LIMIT %s)"
            f" SELECT {columns} FROM x WHERE x.{text.column} ~* %s AND {_vector(text)} @@ %s::tsquery"
            f" AND x.{text.ticket} IS NOT NULL ORDER BY x.{text.at} DESC LIMIT %s"
        )
        return sql, [WALKED, found.pattern, found.query, limit]
    sql = (
        f"SELECT {columns} FROM {text.table} x WHERE x.{text.ticket} = ANY(%s) AND x.{text.column} ~* %s"
        f" AND {_vector(text)} @@ %s::tsquery ORDER BY x.{text.at} DESC LIMIT %s"
    )
    return sql, [tickets, found.pattern, found.query, limit]


def _newest_tickets(user) -> list[int]:
    """The newest tickets that the person may see, as far as WALKED goes in each of their parts."""
    keys: set[int] = set()
    parts = [Ticket.objects.filter(area=each) for each in user.areas]
    parts.append(Ticket.objects.filter(assignee=user))
    for part in parts:
        keys.update(part.order_by("-pk").values_list("pk", flat=True)[:WALKED])
    took_part = Participation.objects.filter(user=user).order_by("-ticket")
    keys.update(took_part.values_list("ticket", flat=True)[:WALKED])
    return sorted(keys, reverse=True)[:WALKED]


def _indexed(text: Text, found: Words, user, limit: int) -> Reading:
    """Matches by the index, taken out first and then sorted; ticket 0 says that not all were."""
    columns = f"x.{text.ticket} AS ticket, x.{text.at} AS at, x.id"
    bearing = f"FROM {text.table} x WHERE x.{text.column} <> '' AND {_vector(text)} @@ %s::tsquery LIMIT %s"
    most = PHRASED if found.all_of else MATCHED
    taken, values = f"b AS MATERIALIZED (SELECT {columns} {bearing})", [found.query, most]
    bearers = "b"
    if found.all_of:
        taken = (
            f"b AS MATERIALIZED (SELECT {columns}, x.{text.column} {bearing}), m AS MATERIALIZED (SELECT x.*"
            f" FROM b x WHERE x.{text.column} ~* %s AND {_vector(text)} @@ %s::tsquery)"
        )
        values, bearers = [found.all_of, most, found.pattern, found.query], "m"
    sql = (
        f"WITH {taken},"
        f" n AS MATERIALIZED (SELECT m.* FROM {bearers} m {{visible}} ORDER BY m.at DESC NULLS LAST LIMIT %s)"
        f" SELECT n.ticket, n.at, x.{text.column} FROM n JOIN {text.table} x ON x.id = n.id"
        f" UNION ALL SELECT 0, NULL, '' FROM b HAVING count(*) >= {most}"
    )
    visible, parameters = "WHERE m.ticket IS NOT NULL", []
    if not user.is_first_tier:
        visible = (
            "JOIN contacts_ticket t ON t.id = m.ticket"
            " WHERE t.area_id = ANY(%s) OR t.assignee_id = %s OR EXISTS ("
            "SELECT 1 FROM contacts_participation p WHERE p.ticket_id = t.id AND p.user_id = %s)"
        )
        parameters = [[each.pk for each in user.areas], user.pk, user.pk]
    return sql.replace("{visible}", visible), [*values, *parameters, limit]


def _read(readings: list[Reading]) -> list[Match]:
    """What all of them find, in one journey to the database."""
    sql = " UNION ALL ".join(f"({each})" for each, _ in readings)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in readings for value in values])
        return [Match(*row) for row in cursor.fetchall()]
