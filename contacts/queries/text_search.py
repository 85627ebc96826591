"""Words in descriptions, notes and resolutions: phrases, exclusions, newest first.

Each text has a GIN index on the expressions below, so no copy of a text is stored anywhere. The index also
holds in which run of texts, as they were recorded, a text is: a common word is found in the newest runs
without its older bearers being read, and only a rare one is looked up in all of them. Sorting by the key
alone would walk the whole table for a rare word, and ranking all bearers of a common one takes seconds.
"""

# ruff: noqa: S608  only names of TEXTS are put into a statement, no value

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime

from contacts.queries.search_words import Words, reading
from uccms.database.rounds import Rounds
from uccms.database.written_once import Question, keys_of
from uccms.web.search_sources import say

RUN, LONG_RUN = 2048, 65_536  # texts recorded one after another; the migration `runs_of_texts` has the same
RUNS = ((RUN, 2), (LONG_RUN, 2))  # first the newest two of the short runs are asked, then of the long ones
PHRASE_RUNS = ((RUN, 2), (RUN, 10), (LONG_RUN, 2))  # a phrase's texts have to be read, so first of fewer
OWN_READ = 100  # newest tickets of who sees only some: their texts are read
DENSE = 5  # of them match: so many more are read that enough should; fewer, and all are asked for
FEW = 1500  # tickets that the index is asked for; who sees more has the runs asked instead
BORNE = 2000  # bearers of a rare word that are looked through for tickets of who has few
MATCHED = 30_000  # bearers of the words that are sorted; a statement time-out stops what is worse
PHRASED = 3000  # bearers of a phrase's words whose text is read
CUT = (
    "Very many texts have these words. Not all of those that are older were looked at, so that some can be "
    "missing. Add a rarer word to find them."
)
NOT_THE_OLDER = (
    "The newest tickets that you may see were searched first. Of older ones, those with a rare word are all "
    "here; of those with a phrase, or very frequent words, some can be missing."
)


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


Reading = tuple[str, list]  # a statement, or a part of one, and its parameters
EVERY: Reading = "true", []


@dataclass(frozen=True)
class Step:
    """What is read in one journey. With `kept` the server keeps the plan, which then knows no value."""

    readings: list[Reading]
    kept: bool = False


@dataclass(frozen=True)
class Answer:
    """How many tickets matched so far, and whether the last step left something out."""

    matched: int
    is_cut: bool


Steps = Generator[Step, Answer, None]


def matching(user, typed: str, limit: int) -> Rounds[tuple[Words | None, list[Match]]]:
    """The words of what was typed, if any can be found, and the newest matches, each ticket once.

    On tickets that `user` may see; four steps at most. A step looks at more texts than the one before it,
    and is only taken when that found too few.
    """
    if not user.has_perm("contacts.see_tickets"):
        return None, []
    if user.is_first_tier:
        [[found]] = yield [reading(typed)]
        steps = _of_all(found, limit) if found else None
    else:
        [found], tickets = yield [reading(typed), _newest_tickets(user, FEW)]
        steps = _of_some(user, tickets, found, limit) if found else None
    newest: dict[int, Match] = {}
    step = next(steps) if steps else None
    while step:
        [hits] = yield [_asked(step)]
        for each in hits:
            known = newest.get(each.ticket)
            if each.ticket and (known is None or known.at < each.at):
                newest[each.ticket] = each
        try:
            step = steps.send(Answer(len(newest), any(not each.ticket for each in hits)))
        except StopIteration:
            step = None
    return found, sorted(newest.values(), key=lambda each: each.at, reverse=True)[:limit]


def _of_all(found: Words, limit: int) -> Steps:
    """For who sees every ticket: the newest short runs, the newest long ones, everything."""
    for size, count in PHRASE_RUNS if found.all_of else RUNS:
        answer = yield Step([_in_runs(text, found, size, count, limit) for text in TEXTS], kept=True)
        if answer.matched >= limit:
            return
    answer = yield Step([_anywhere(text, found, limit) for text in TEXTS], kept=True)
    if answer.is_cut:
        say(CUT)


def _of_some(user, tickets: list[int], found: Words, limit: int) -> Steps:
    """For who sees a part of the tickets: the newest of it, then all of it or the newest runs, everything."""
    newest = tickets[:OWN_READ]
    answer = yield Step([_read_on(newest, text, found, limit) for text in TEXTS], kept=True)
    if answer.matched >= limit:
        return
    if len(tickets) < FEW:
        if len(tickets) > OWN_READ:
            yield from _of_few(tickets, answer.matched, found, limit)
        return
    visible = (
        "(SELECT true FROM contacts_ticket t WHERE t.id = {ticket} AND (t.area_id = ANY(%s)"
        " OR t.assignee_id = %s OR EXISTS (SELECT 1 FROM contacts_participation p"
        " WHERE p.ticket_id = t.id AND p.user_id = %s)))"
    )
    seen = visible, [[each.pk for each in user.areas], user.pk, user.pk]
    for size, count in (PHRASE_RUNS if found.all_of else RUNS)[-1:]:
        answer = yield Step([_in_runs(text, found, size, count, limit, seen) for text in TEXTS])
        if answer.matched >= limit:
            return
    # Nobody hears how often a word stands in texts that they may not see: it is said whatever was found.
    say(NOT_THE_OLDER)
    yield Step([_anywhere(text, found, limit, seen) for text in TEXTS])


def _of_few(tickets: list[int], matched: int, found: Words, limit: int) -> Steps:
    """Of the tickets after the newest, of which so many matched: as many as should do, then all.

    A rare word has fewer bearers than somebody has tickets: then they are looked through for these.
    """
    if matched >= DENSE:
        enough = OWN_READ * limit * 3 // (matched * 2)
        answer = yield Step(
            [_read_on(tickets[OWN_READ:enough], text, found, limit) for text in TEXTS], kept=True
        )
        if answer.matched >= limit:
            return
    if not matched:  # a word that the newest have is no rare one
        answer = yield Step([_anywhere(text, found, limit, tickets=tickets) for text in TEXTS], kept=True)
        if not answer.is_cut:
            return
    ask = _read_on if found.all_of else _on
    yield Step([ask(tickets, text, found, limit) for text in TEXTS], kept=ask is _read_on)


def _in_runs(text: Text, found: Words, size: int, count: int, limit: int, seen: Reading = EVERY) -> Reading:
    """Matches in the newest `count` runs of this size."""
    visible = seen[0].replace("{ticket}", f"x.{text.ticket}")
    return _newest(text, found, f"{_place(text, size)} AND {visible}", [count - 1, *seen[1]], limit)


def _place(text: Text, size: int) -> str:
    """The condition that the index answers: which texts are in the newest runs of this size."""
    newest = f"(SELECT max(id) FROM {text.table}) / {size}"
    return f"x.id / {size} = ANY (ARRAY(SELECT {newest} - below FROM generate_series(0, %s) below))"


def _on(tickets: list[int], text: Text, found: Words, limit: int) -> Reading:
    """Matches on these many tickets, by two indexes."""
    return _newest(text, found, f"x.{text.ticket} = ANY(%s::bigint[])", [_array(tickets)], limit)


def _newest(text: Text, found: Words, place: str, at_place: list, limit: int) -> Reading:
    """Matches where `place` holds, newest first."""
    bearing, words = _unplanned(_bearing(text, found))
    newest = (
        f"SELECT {_columns(text)} FROM {text.table} x"
        f" WHERE {place} AND {bearing} AND x.{text.ticket} IS NOT NULL ORDER BY x.{text.at} DESC"
    )
    if not found.all_of:
        return f"{newest} LIMIT %s", [*at_place, *words, limit]
    looks, phrase = _reads(text, found)
    sql = f"WITH x AS MATERIALIZED ({newest}) SELECT * FROM x WHERE {looks} LIMIT %s"
    return sql, [*at_place, *words, *phrase, limit]


def _read_on(tickets: list[int], text: Text, found: Words, limit: int) -> Reading:
    """Matches on these few tickets, whose texts are read: of a common word the index knows too many."""
    looks, words = _reads(text, found)
    sql = (
        f"WITH x AS MATERIALIZED (SELECT {_columns(text)} FROM {text.table} x"
        f" WHERE x.{text.ticket} = ANY(%s::bigint[]) AND x.{text.column} <> '' ORDER BY x.{text.at} DESC)"
        f" SELECT * FROM x WHERE {looks} LIMIT %s"
    )
    return sql, [_array(tickets), *words, limit]


def _array(keys: list[int]) -> str:
    """As PostgreSQL writes an array: psycopg takes a hundred times as long to turn a long list into one."""
    return f"{{{','.join(map(str, keys))}}}"


def _anywhere(
    text: Text, found: Words, limit: int, seen: Reading = EVERY, *, tickets: list[int] | None = None
) -> Reading:
    """Matches among all texts, taken out first, then sorted, and looked at as far as they are shown.

    With `tickets`, of fewer texts those on these. Where not all were taken out, a match on ticket 0 tells it.
    """
    bearing, words = _bearing(text, found)
    most = BORNE if tickets else PHRASED if found.all_of else MATCHED
    looks, phrase = _reads(text, found) if found.all_of else ("true", [])
    read = f", x.{text.column}" if found.all_of else ""
    visible = seen[0].replace("{ticket}", "x.ticket")
    # Not "= ANY": a kept plan would compare each text's ticket with one after another.
    on_these = "ticket IN (SELECT unnest(%s::bigint[]))" if tickets else "ticket IS NOT NULL"
    sql = (
        f"WITH b AS MATERIALIZED (SELECT x.{text.ticket} AS ticket, x.{text.at} AS at, x.id{read}"
        f" FROM {text.table} x WHERE {bearing} LIMIT {most}),"
        f" s AS MATERIALIZED (SELECT * FROM b WHERE {on_these} ORDER BY at DESC NULLS LAST),"
        f" n AS MATERIALIZED (SELECT * FROM s x WHERE {visible} AND {looks} LIMIT %s)"
        f" SELECT n.ticket, n.at, x.{text.column} FROM n JOIN {text.table} x ON x.id = n.id"
        f" UNION ALL SELECT 0, NULL, '' FROM b HAVING count(*) >= {most}"
    )
    return sql, [*words, *([_array(tickets)] if tickets else []), *seen[1], *phrase, limit]


def _columns(text: Text) -> str:
    return f"x.{text.ticket}, x.{text.at}, x.{text.column}"


def _bearing(text: Text, found: Words) -> Reading:
    """The condition that the index answers: which texts have the words."""
    return f"x.{text.column} <> '' AND {_vector(text)} @@ %s::tsquery", [found.all_of or found.query]


def _unplanned(reading: Reading) -> Reading:
    """The same, hidden from the planner, who takes two common words for a rare pair.

    It would look at all who bear both, instead of asking for the place as well.
    """
    return reading[0].replace("%s::tsquery", "(SELECT %s::tsquery)"), reading[1]


def _reads(text: Text, found: Words) -> Reading:
    """The condition that reads a text; one that does not look like a match is not taken apart."""
    every = "ALL" if found.holds_all else "ANY"
    looks = f"lower(x.{text.column}) LIKE {every} (%s::text[])", found.holds
    phrase = f"x.{text.column} ~* %s", found.phrase
    matches = f"{_vector(text)} @@ %s::tsquery", found.query
    asked = [looks, phrase, matches] if found.phrase else [looks, matches]
    return " AND ".join(condition for condition, _ in asked), [value for _, value in asked]


def _vector(text: Text) -> str:
    return f"to_tsvector('english'::regconfig, x.{text.column})"


def _newest_tickets(user, most: int) -> Question:
    """The newest tickets that the person may see."""
    sql = (
        "SELECT id FROM ("
        "SELECT own.id FROM unnest(%s::bigint[]) area CROSS JOIN LATERAL"
        " (SELECT id FROM contacts_ticket WHERE area_id = area ORDER BY id DESC LIMIT %s) own"
        " UNION (SELECT id FROM contacts_ticket WHERE assignee_id = %s ORDER BY id DESC LIMIT %s)"
        " UNION (SELECT ticket_id FROM contacts_participation WHERE user_id = %s"
        " ORDER BY ticket_id DESC LIMIT %s)"
        ") seen ORDER BY id DESC LIMIT %s"
    )
    areas = [each.pk for each in user.areas]
    return keys_of(sql, [areas, most, user.pk, most, user.pk, most, most])


def _asked(step: Step) -> Question:
    """What all readings of a step find, as one question."""
    sql = " UNION ALL ".join(f"({each})" for each, _ in step.readings)
    values = [value for _, values in step.readings for value in values]
    return Question(sql, values, lambda rows: [Match(*row) for row in rows], step.kept)
