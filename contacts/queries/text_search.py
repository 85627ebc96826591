"""Words in descriptions, notes and resolutions: phrases, exclusions, newest first.

Each text has a GIN index on keys of its words (migration `0024_phrases_with_every_word`), so no copy of a
text is stored anywhere: a key for each word, one for the word in the area of its ticket, one for each two
words that stand next to each other, be they as frequent as "no" and "the". So what an area has of a word is
found without its bearers in other areas, and a phrase without those of its words. The index also holds in
which run of texts, as they were recorded, a text is: a common word is found in the newest runs without its
older bearers being read, and only a rare one is looked up in all of them. Sorting by the key alone would walk
the whole table for a rare word, and ranking all bearers of a common one takes seconds.
"""

# ruff: noqa: S608  only names of TEXTS and limits are put into a statement, nothing that was typed

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from contacts.queries.search_words import Bearing, Words, reading
from uccms.database.rounds import Rounds
from uccms.database.written_once import Question
from uccms.web.search_sources import say

RUN, LONG_RUN = 2048, 65_536  # texts recorded one after another; the migration `runs_of_texts` has the same
# First the newest two of the short runs are asked, at last the newest two of the long ones; between them as
# many short ones as seem to be needed.
RUNS = ((RUN, 2), (RUN, 5), (RUN, 10), (LONG_RUN, 2))
AREA_RUNS = ((RUN, 10), (LONG_RUN, 2))  # of an area's texts there are fewer in a run
LIKELY = 1.2  # times what is wanted must be expected of runs for which the long ones wait
EVERYWHERE = 0  # in place of an area, in the key of a word
OUTSIDE_READ = 300  # tickets outside one's areas: their texts are read; of more, the index is asked
FEW = 1500  # tickets of one's areas: their texts are all looked up at once; of more, the newest runs first
ASKED_ALONE = 6  # areas, each for each alternative: of more, an area is asked for as well as the words
MATCHED = 30_000  # bearers of the words that are sorted; a statement time-out stops what is worse
SELDOM = 2  # so many matches in the newest runs: there are few bearers in all texts, probably
FEW_BEARERS = 600
CUT = (
    "Very many texts have these words. Not all of those that are older were looked at, so that some can be "
    "missing. Add a rarer word to find them."
)
NOT_THE_OLDER = (
    "The newest tickets that you may see were searched first. Of older ones outside your areas, some with "
    "very frequent words can be missing."
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
VECTOR = "to_tsvector('english'::regconfig, x.{column})"
EVERY_WORD = "to_tsvector('contacts_every_word'::regconfig, x.{column})"


@dataclass(frozen=True)
class Asked:
    """Which texts are asked for: a condition that the index answers, and one on their tickets."""

    bears: Reading
    seen: Reading = ("true", [])


@dataclass(frozen=True)
class Own:
    """Of who sees a part of the tickets: those they see outside their areas, and how many are in these."""

    outside: list[str]
    few: bool  # tickets in their areas


@dataclass(frozen=True)
class Answer:
    """How many tickets matched so far, and whether the last step left something out."""

    matched: int
    is_cut: bool


@dataclass(frozen=True)
class Step:
    """What is read in one journey."""

    readings: list[Reading]
    all_or_nothing: bool = False  # where something was left out, what was found does not count


Steps = Generator[Step, Answer, None]


def matching(user, typed: str, limit: int) -> Rounds[tuple[Words | None, list[Match]]]:
    """The words of what was typed, if any can be found, and the newest matches, each ticket once.

    On tickets that `user` may see, in one step to five. A step looks at other texts than the one before it,
    or at more of them, and is only taken when that found too few.
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
    step = next(steps, None) if steps else None
    while step:
        [hits] = yield [_asked(step.readings)]
        is_cut = any(not each.ticket for each in hits)
        for each in [] if is_cut and step.all_or_nothing else hits:
            known = newest.get(each.ticket)
            if each.ticket and (known is None or known.at < each.at):
                newest[each.ticket] = each
        try:
            step = steps.send(Answer(len(newest), is_cut))
        except StopIteration:
            step = None
    return found, sorted(newest.values(), key=lambda each: each.at, reverse=True)[:limit]


def _of_all(found: Words, limit: int) -> Steps:
    """For who sees every ticket: the newest runs, then everything."""
    asked = [Asked(bears(each, EVERYWHERE)) for each in found.bearings]
    if (yield from _newest(found, asked, RUNS, limit)):
        return
    answer = yield Step(_anywhere(found, asked, limit))
    if answer.is_cut:
        say(CUT)


def _of_some(user, own: Own, found: Words, limit: int) -> Steps:
    """For who sees a part of the tickets: the newest short runs of it, the newest long ones, everything.

    Where their areas have few tickets, all of them at once.
    """
    asked = _in_areas([each.pk for each in user.areas], found)
    many = len(own.outside) > OUTSIDE_READ
    if many:
        asked += [Asked(bears(each, EVERYWHERE), _took_part(user)) for each in found.bearings]
    few = [_read_on(own.outside, text, found, limit) for text in TEXTS if own.outside and not many]
    if many or not own.few:
        if (yield from _newest(found, asked, AREA_RUNS, limit, few)):
            return
        few = []
    if asked or few:
        answer = yield Step([*_anywhere(found, asked, limit), *few])
        if answer.is_cut:
            say(CUT)
    if many:
        # Nobody hears how often a word stands in texts that they may not see: it is said whatever was found.
        say(NOT_THE_OLDER)


def _newest(
    found: Words,
    asked: list[Asked],
    steps: Sequence[tuple[int, int]],
    limit: int,
    beside: Sequence[Reading] = (),
) -> Generator[Step, Answer, bool]:
    """Whether enough is found in the newest runs, step by step: sizes of runs, and how many of them.

    A step does not ask again for short runs that one before it asked for. Between the first and the last, one
    is left out where too few matches are to be expected in it. Of each size, half of the newest run is taken
    for empty.
    """
    answer, size_before, count_before = Answer(0, False), 0, 0
    for at, (size, count) in enumerate(steps):
        expected = answer.matched * size * (count - 0.5) / (size_before * (count_before - 0.5) or 1)
        if 0 < at < len(steps) - 1 and expected < LIKELY * limit:
            continue
        runs = range(count_before if size == size_before else 0, count)
        answer = yield Step([*_in_runs(found, asked, size, runs, limit), *beside])
        if answer.matched >= limit:
            return True
        if _is_rare(found, answer):
            return False
        if at == 0 and answer.matched <= SELDOM and _is_counted(found, asked):
            bearers = yield Step(_anywhere(found, asked, limit, FEW_BEARERS), all_or_nothing=True)
            if not bearers.is_cut:
                return True
        size_before, count_before, beside = size, count, ()
    return False


def _is_rare(found: Words, answer: Answer) -> bool:
    """Whether the bearers are so few that all can be asked for: of thousands of texts none has the words.

    Or one has the phrase, as there are many more phrases than words, and each is in fewer texts.
    """
    return answer.matched <= any(each.pairs for each in found.bearings) and not found.is_read


def _is_counted(found: Words, asked: list[Asked]) -> bool:
    """Whether the database may tell how many bearers there are: not where texts are read, or others' ones."""
    return not found.is_read and not any(each.seen[1] for each in asked)


def _in_areas(areas: list[int], found: Words) -> list[Asked]:
    """Each area for itself, so that the index leaves out all others; many of them together."""
    if len(areas) * len(found.bearings) <= ASKED_ALONE:
        return [Asked(bears(each, area)) for area in areas for each in found.bearings]
    asked = []
    for each in found.bearings:
        everywhere, keys = bears(each, EVERYWHERE)
        asked.append(
            Asked((f"{everywhere} AND x.area_id = ANY(%s::bigint[])", [*keys, _array(map(str, areas))]))
        )
    return asked


def _took_part(user) -> Reading:
    """The condition on a text's ticket that the person took part in it, be it in their areas or not.

    It is no EXISTS, which the planner may turn round, so that the order of the texts is lost.
    """
    took_part = (
        "(SELECT true FROM contacts_participation p WHERE p.ticket_id = {ticket} AND p.user_id = %s LIMIT 1)"
    )
    return took_part, [user.pk]


def bears(bearing: Bearing, area: int) -> Reading:
    """The condition that the index answers: which texts have these words and pairs, in an area or everywhere.

    `{column}` stands in it for the name of the text's column, `x` is its table.

    The keys are made in the statement and so hidden from the planner, who takes two common ones for a rare
    pair, and would look at all who bear both instead of asking for the run as well.
    """
    words = bearing.words if area else bearing.alone  # a pair says in no area where it stands
    pairs, apart = [pair for pair, _ in bearing.pairs], [apart for _, apart in bearing.pairs]
    keys = "SELECT hashtextextended(word, place) FROM unnest(%s::text[], %s::bigint[]) each (word, place)"
    return (
        f"x.{{column}} <> '' AND contacts_search_keys({VECTOR}, {EVERY_WORD}, x.area_id) @> ARRAY({keys})",
        [[*words, *pairs], [*([area] * len(words)), *apart]],
    )


def _in_runs(found: Words, asked: list[Asked], size: int, runs: range, limit: int) -> list[Reading]:
    """Matches in runs of this size, counted from the newest one, which is 0."""
    return [_in_runs_of(text, found, each, size, runs, limit) for text in TEXTS for each in asked]


def _in_runs_of(text: Text, found: Words, asked: Asked, size: int, runs: range, limit: int) -> Reading:
    newest = f"(SELECT max(id) FROM {text.table}) / {size}"
    below = f"generate_series({runs[0]}, {runs[-1]})"
    in_them = f"x.id / {size} = ANY (ARRAY(SELECT {newest} - below FROM {below} below))"
    bearing, seen = asked.bears[0].format(column=text.column), asked.seen[0].format(ticket=f"x.{text.ticket}")
    newest_first = (
        f"SELECT {_columns(text)} FROM {text.table} x WHERE {in_them} AND {bearing} AND {seen}"
        f" AND x.{text.ticket} IS NOT NULL ORDER BY x.{text.at} DESC"
    )
    values = [*asked.bears[1], *asked.seen[1]]
    if not found.is_read:
        return f"{newest_first} LIMIT {limit}", values
    looks, words = _reads(text, found)
    sql = f"WITH x AS MATERIALIZED ({newest_first}) SELECT * FROM x WHERE {looks} LIMIT {limit}"
    return sql, [*values, *words]


def _read_on(tickets: list[str], text: Text, found: Words, limit: int) -> Reading:
    """Matches on these few tickets, whose texts are read."""
    looks, words = _reads(text, found)
    sql = (
        f"WITH x AS MATERIALIZED (SELECT {_columns(text)} FROM {text.table} x"
        f" WHERE x.{text.ticket} = ANY(%s::bigint[]) AND x.{text.column} <> '' ORDER BY x.{text.at} DESC)"
        f" SELECT * FROM x WHERE {looks} LIMIT {limit}"
    )
    return sql, [_array(tickets), *words]


def _array(keys: Iterable[str]) -> str:
    """As PostgreSQL writes an array: psycopg takes a hundred times as long to turn a long list into one."""
    return f"{{{','.join(keys)}}}"


def _anywhere(found: Words, asked: list[Asked], limit: int, most: int | None = None) -> list[Reading]:
    """Matches among all texts, or so many bearers of each kind."""
    most = MATCHED if most is None else most
    return [_anywhere_of(text, found, each, limit, most) for text in TEXTS for each in asked]


def _anywhere_of(text: Text, found: Words, asked: Asked, limit: int, most: int) -> Reading:
    """The bearers are taken out first, then sorted, and looked at as far as needed.

    Where not all were taken out, a match on ticket 0 tells it, unless only what is seen may be told of.
    """
    bearing, seen = asked.bears[0].format(column=text.column), asked.seen[0].format(ticket="s.ticket")
    looks, words = _reads(text, found) if found.is_read else ("true", [])
    cut = "" if asked.seen[1] else f" UNION ALL SELECT 0, NULL, '' FROM b HAVING count(*) >= {most}"
    sql = (
        f"WITH b AS MATERIALIZED (SELECT x.{text.ticket} AS ticket, x.{text.at} AS at, x.id"
        f" FROM {text.table} x WHERE {bearing} LIMIT {most}),"
        " s AS MATERIALIZED (SELECT * FROM b WHERE ticket IS NOT NULL ORDER BY at DESC NULLS LAST)"
        f" (SELECT s.ticket, s.at, x.{text.column} FROM s CROSS JOIN LATERAL"
        f" (SELECT {text.column} FROM {text.table} WHERE id = s.id OFFSET 0) x"
        f" WHERE {seen} AND {looks} LIMIT {limit}){cut}"
    )
    return sql, [*asked.bears[1], *asked.seen[1], *words]


def _columns(text: Text) -> str:
    return f"x.{text.ticket}, x.{text.at}, x.{text.column}"


def _reads(text: Text, found: Words) -> Reading:
    """The condition that reads a text; one that does not look like a match is not taken apart."""
    every = "ALL" if found.holds_all else "ANY"
    looks = f"lower(x.{text.column}) LIKE {every} (%s::text[])", found.holds
    phrase = f"x.{text.column} ~* %s", found.phrase
    matches = f"{VECTOR.format(column=text.column)} @@ %s::tsquery", found.query
    asked = [looks, phrase, matches] if found.phrase else [looks, matches]
    return " AND ".join(condition for condition, _ in asked), [value for _, value in asked]


def _own_tickets(user) -> Question:
    """The person's `Own`; of tickets outside their areas no more than are read, and one.

    The keys come as PostgreSQL writes an array, and go back so: as rows they would take longer.
    """
    sql = (
        "SELECT ARRAY(SELECT ticket_id FROM contacts_participation WHERE user_id = %(user)s"
        " AND area_id = ANY (ARRAY(SELECT id FROM accounts_businessarea"
        " WHERE id <> ALL (%(areas)s::bigint[])))"
        f" LIMIT {OUTSIDE_READ + 1})::text,"
        f" (SELECT count(*) < {FEW} FROM (SELECT FROM contacts_ticket"
        f" WHERE area_id = ANY (%(areas)s::bigint[]) LIMIT {FEW}) areas)"
    )
    values = {"areas": _array(str(each.pk) for each in user.areas), "user": user.pk}
    return Question(sql, values, lambda rows: [Own(_keys(outside), few) for outside, few in rows])


def _keys(array: str) -> list[str]:
    return array[1:-1].split(",") if array != "{}" else []


def _asked(step: list[Reading]) -> Question:
    """What all readings of a step find, as one question, whose plan the server keeps: it knows no value.

    Limits stand in the statement: where one is not known, the server takes its kept plan for a dear one, and
    plans the statement anew each time.
    """
    sql = " UNION ALL ".join(f"({each})" for each, _ in step)
    values = [value for _, values in step for value in values]
    return Question(sql, values, lambda rows: [Match(*row) for row in rows])
