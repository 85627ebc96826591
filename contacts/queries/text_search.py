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
from uccms.database.written_once import Question
from uccms.web.search_sources import say

RUN, LONG_RUN = 2048, 65_536  # texts recorded one after another; the migration `runs_of_texts` has the same
RUNS = ((RUN, 2), (LONG_RUN, 2))  # first the newest two of the short runs are asked, then of the long ones
PHRASE_RUNS = ((RUN, 2), (RUN, 10), (LONG_RUN, 2))  # a phrase's texts have to be read, so first of fewer
OWN_READ = 100  # newest tickets of who sees only some: their texts are read
DENSE, MORE = 5, 6  # so many match: then so many are read that enough should, up to so many times as many
OUTSIDE_READ = 300  # so are those of tickets outside one's areas; of more, the index is asked
FEW = 1500  # tickets of one's areas: their texts are all looked up at once; of more, the newest runs first
MATCHED = 30_000  # bearers of the words that are sorted; a statement time-out stops what is worse
PHRASED = 1500  # bearers of a phrase's words whose text is read
CUT = (
    "Very many texts have these words. Not all of those that are older were looked at, so that some can be "
    "missing. Add a rarer word to find them."
)
NOT_THE_OLDER = (
    "The newest tickets that you may see were searched first. Of older ones outside your areas, those with a "
    "rare word are all here; of those with a phrase, or very frequent words, some can be missing."
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
class Own:
    """Of who sees a part of the tickets: the newest they see, and those they see outside their areas."""

    newest: list[str]
    outside: list[str]
    few: bool  # tickets in their areas


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
        [found], [own] = yield [reading(typed), _own_tickets(user)]
        steps = _of_some(user, own, found, limit) if found else None
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


def _of_some(user, own: Own, found: Words, limit: int) -> Steps:
    """For who sees a part of the tickets: the newest of it, the newest long runs, everything.

    Where their areas have few tickets, the index knows all their texts at once.
    """
    newest, older = own.newest[:OWN_READ], own.newest[OWN_READ:]
    answer = yield Step([_read_on(newest, text, found, limit) for text in TEXTS], kept=True)
    if answer.matched >= limit or len(newest) < OWN_READ:
        return
    if own.few and answer.matched >= DENSE:  # the index has too many bearers of such a word
        enough = older[: OWN_READ * limit * 3 // (answer.matched * 2) - OWN_READ]
        answer = yield Step([_read_on(enough, text, found, limit) for text in TEXTS], kept=True)
        if answer.matched >= limit:
            return
    areas = "x.area_id = ANY(%s::bigint[])", [_areas_of(user)]
    outside = _outside(user) if len(own.outside) > OUTSIDE_READ else None
    few = [_read_on(own.outside, text, found, limit) for text in TEXTS if own.outside and not outside]
    places = [areas, outside] if outside else [] if own.few else [areas]
    for size, count in (PHRASE_RUNS if found.all_of else RUNS)[-1:] if places else ():
        runs = [_in_runs(text, found, size, count, limit, place) for text in TEXTS for place in places]
        answer = yield Step([*runs, *few], kept=not outside)
        if answer.matched >= limit:
            return
        few = []
    in_areas = [_anywhere(text, found, limit, areas) for text in TEXTS]
    others = [_anywhere(text, found, limit, seen=outside) for text in TEXTS] if outside else few
    answer = yield Step([*in_areas, *others], kept=not outside)
    if answer.is_cut:
        say(CUT)
    if outside:
        # Nobody hears how often a word stands in texts that they may not see: it is said whatever was found.
        say(NOT_THE_OLDER)


def _areas_of(user) -> str:
    return _array([str(each.pk) for each in user.areas])


def _outside(user) -> Reading:
    """The condition on a text's ticket that the person took part in it, be it in their areas or not."""
    took_part = (
        "EXISTS (SELECT FROM contacts_participation p WHERE p.ticket_id = {ticket} AND p.user_id = %s)"
    )
    return took_part, [user.pk]


def _in_runs(text: Text, found: Words, size: int, count: int, limit: int, seen: Reading = EVERY) -> Reading:
    """Matches in the newest `count` runs of this size."""
    visible = seen[0].replace("{ticket}", f"x.{text.ticket}")
    return _newest(text, found, f"{_place(text, size)} AND {visible}", [count - 1, *seen[1]], limit)


def _place(text: Text, size: int) -> str:
    """The condition that the index answers: which texts are in the newest runs of this size."""
    newest = f"(SELECT max(id) FROM {text.table}) / {size}"
    return f"x.id / {size} = ANY (ARRAY(SELECT {newest} - below FROM generate_series(0, %s) below))"


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


def _read_on(tickets: list[str], text: Text, found: Words, limit: int) -> Reading:
    """Matches on these few tickets, whose texts are read: of a common word the index knows too many."""
    looks, words = _reads(text, found)
    sql = (
        f"WITH x AS MATERIALIZED (SELECT {_columns(text)} FROM {text.table} x"
        f" WHERE x.{text.ticket} = ANY(%s::bigint[]) AND x.{text.column} <> '' ORDER BY x.{text.at} DESC)"
        f" SELECT * FROM x WHERE {looks} LIMIT %s"
    )
    return sql, [_array(tickets), *words, limit]


def _array(keys: list[str]) -> str:
    """As PostgreSQL writes an array: psycopg takes a hundred times as long to turn a long list into one."""
    return f"{{{','.join(keys)}}}"


def _anywhere(
    text: Text, found: Words, limit: int, place: Reading = EVERY, *, seen: Reading = EVERY
) -> Reading:
    """Matches among all texts at a place, taken out first, then sorted, and looked at as far as needed.

    Where not all were taken out, a match on ticket 0 tells it, unless only what is `seen` may be told of.
    """
    bearing, words = _bearing(text, found)
    most = PHRASED if found.all_of else MATCHED
    looks, phrase = _reads(text, found) if found.all_of else ("true", [])
    read = f", x.{text.column}" if found.all_of else ""
    visible = seen[0].replace("{ticket}", "x.ticket")
    cut = "" if seen is not EVERY else f" UNION ALL SELECT 0, NULL, '' FROM b HAVING count(*) >= {most}"
    sql = (
        f"WITH b AS MATERIALIZED (SELECT x.{text.ticket} AS ticket, x.{text.at} AS at, x.id{read}"
        f" FROM {text.table} x WHERE {place[0]} AND {bearing} LIMIT {most}),"
        " s AS MATERIALIZED (SELECT * FROM b WHERE ticket IS NOT NULL ORDER BY at DESC NULLS LAST),"
        f" n AS MATERIALIZED (SELECT * FROM s x WHERE {visible} AND {looks} LIMIT %s)"
        f" SELECT n.ticket, n.at, x.{text.column} FROM n JOIN {text.table} x ON x.id = n.id{cut}"
    )
    return sql, [*place[1], *words, *seen[1], *phrase, limit]


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


def _own_tickets(user) -> Question:
    """The person's `Own`; of tickets outside their areas no more than are read, and one.

    The keys come as PostgreSQL writes an array, and go back so: as rows they would take longer.
    """
    sql = (
        "SELECT ARRAY(SELECT id FROM ("
        "SELECT own.id FROM unnest(%(areas)s::bigint[]) area CROSS JOIN LATERAL"
        " (SELECT id FROM contacts_ticket WHERE area_id = area ORDER BY id DESC LIMIT %(read)s) own"
        " UNION (SELECT ticket_id FROM contacts_participation WHERE user_id = %(user)s"
        " ORDER BY ticket_id DESC LIMIT %(read)s)) seen ORDER BY id DESC LIMIT %(read)s)::text,"
        " ARRAY(SELECT ticket_id FROM contacts_participation WHERE user_id = %(user)s"
        " AND area_id = ANY (ARRAY(SELECT id FROM accounts_businessarea"
        " WHERE id <> ALL (%(areas)s::bigint[])))"
        " LIMIT %(outside)s)::text,"
        " (SELECT count(*) < %(few)s FROM (SELECT FROM contacts_ticket"
        " WHERE area_id = ANY (%(areas)s::bigint[]) LIMIT %(few)s) areas)"
    )
    values = {
        "areas": _areas_of(user),
        "user": user.pk,
        "read": OWN_READ * MORE,
        "outside": OUTSIDE_READ + 1,
        "few": FEW,
    }
    return Question(sql, values, lambda rows: [Own(*map(_keys, row[:2]), few=row[2]) for row in rows])


def _keys(array: str) -> list[str]:
    return array[1:-1].split(",") if array != "{}" else []


def _asked(step: Step) -> Question:
    """What all readings of a step find, as one question."""
    sql = " UNION ALL ".join(f"({each})" for each, _ in step.readings)
    values = [value for _, values in step.readings for value in values]
    return Question(sql, values, lambda rows: [Match(*row) for row in rows], step.kept)
