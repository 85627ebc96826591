"""How words and phrases are found in texts: which of them, of which tickets, and what is shown of them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.actions.logging_contacts import KeptOpen
from contacts.actions.tickets import took_part
from contacts.models import Ticket
from contacts.queries import text_search
from contacts.queries.search_words import sentence, words
from tests import cast
from tests.contacts.acts import BY_NAME, browser
from tests.contacts.finding import found, numbers, said

pytestmark = pytest.mark.django_db


STEPS = ("RUNS", "AREA_RUNS")
WAYS = {
    "all of an area": {},
    "in the newest runs of an area": {"FEW": 0},
    "in those of several areas": {"FEW": 0, "ASKED_ALONE": 0},
    "outside, in the newest runs": {"OUTSIDE_READ": 0},
    "all at once": {"FEW": 0, "OUTSIDE_READ": 0} | dict.fromkeys(STEPS, ()),
    "all of several areas": {"ASKED_ALONE": 0},
}


@pytest.fixture(params=WAYS)
def every_way(request, monkeypatch):
    """The newest texts are asked first, and all of them when those have too few: each way finds the same."""
    for name, value in WAYS[request.param].items():
        monkeypatch.setattr(text_search, name, value)


def test_words_are_found_in_descriptions_notes_and_resolutions_newest_first(carol, dana, every_way):
    first = said(dana, "The filing receipts were sent twice.")
    second = said(dana, "Another matter.")
    BY_NAME["note"].send(dana, second, text="A receipt was filed.")
    third = said(dana, "Another matter again.")
    BY_NAME["resolve"].send(dana, third, resolution="Sent the receipt.")
    said(dana, "Nothing of it.")
    for person in (dana, carol):
        assert numbers(person, "receipt") == [third.pk, second.pk, first.pk]
        assert numbers(person, "receipts filing") == [second.pk, first.pk]


def test_phrases_exclusions_and_words_of_no_use(carol, dana, every_way):
    close = said(dana, "The maintenance fee was paid late.")
    apart = said(dana, "A fee for maintenance of the window.")
    company = said(dana, "Two companies share it.")
    for person in (dana, carol):
        assert numbers(person, '"maintenance fee"') == [close.pk]
        assert set(numbers(person, "maintenance fee")) == {close.pk, apart.pk}
        assert numbers(person, "maintenance -late") == [apart.pk]
        assert numbers(person, "company") == [company.pk]
        for nothing in ("the", "-fee", "''", '"', "!!", "&|<->", "   "):
            assert numbers(person, nothing) == []


def test_the_match_is_shown_in_its_sentence_and_escaped(dana):
    said(dana, "He called first. The <b>gazette</b> of May was not delivered! Later he wrote.")
    shown = found(dana, "gazette")
    assert "The &lt;b&gt;<mark>gazette</mark>&lt;/b&gt; of May was not delivered!" in shown
    assert "Later he wrote" not in shown
    assert sentence("One fee.\nTwo fees and a fee", words("fee")) == ("One ", "fee", ".")


def test_rt_cve_2023_45024_only_what_one_may_see_is_found(dana, luis, carol, marisol, every_way):
    """A search over texts showed rows of hidden tickets."""
    ticket = said(
        dana, "The zebrawood drawings are missing.", customer=marisol, matters=[("patent", "7,123,456")]
    )
    assert numbers(luis, "zebrawood") == []
    for typed in ("zebrawood", ticket.number, str(ticket.pk), "7,123,456"):
        assert "Nothing was found" in found(luis, typed)
    assert numbers(carol, "zebrawood") == [ticket.pk]
    cast.contact(luis, ticket=ticket, outcome=KeptOpen("as_is"))
    assert numbers(luis, "zebrawood") == [ticket.pk]


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ('"filing of the petitions"', True),  # with words in between that are no search words
        ('"petition filed"', False),
        ('"copies, certified"', False),
        ('"certified copies"', True),
        ('"Certified (copy)"', True),
        ('"filing petition"', False),  # nearer to each other than in the text
        ('"petition"', True),
    ],
)
def test_a_phrase_is_found_in_its_order_and_distance(dana, every_way, typed, is_found):
    ticket = said(dana, "Asks about the filing of the petition; certified copy enclosed.")
    said(dana, "Filed copies, certified by the office of petitions.")
    assert numbers(dana, typed).count(ticket.pk) == is_found


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("EIP-5901T-DD", "Wants the EIP-5901T-DD of May."),
        ("well-known", "A well-known drawing."),
        ("re-issues", "The re-issue is late."),
        ("US-2003 drawing", "The drawing of US-2003 is missing."),
        ("example.com/foo", "See example.com/foo for the form."),
        ("pto/sb/21", "Sent form PTO/SB/21 twice."),
        ("fee 1.37", "The fee of 37 CFR 1.37."),
        ("maintenance fee", "The maintenance_fee was paid."),
        ('"maintenance fee"', "The maintenance_fee was paid."),
        ('"fee of maintenance"', "The fees of maintenance."),
        ("naïve", "A NAÏVE drawing."),
        ("o'brien", "Calls for O'Brien."),
        ("x%x receipt", "A receipt of x%x."),
        ("coffee fee", "The fee for coffee."),
        ("dyed die", "He was dying; it was dyed."),
        ("sky", "Skies are drawn."),
        ("flexible", "The flexibility of the tube."),
        ("drawing OR zebra", "The drawings are late."),
        ("drawing -zebra", "The drawings are late."),
    ],
)
def test_whatever_the_database_takes_for_words_is_found(dana, carol, every_way, typed, text):
    ticket = said(dana, text)
    for person in (dana, carol):
        assert numbers(person, typed) == [ticket.pk]
    assert not words(typed).stems or len(sentence(text, words(typed))) > 1


def test_words_begin_as_their_stems_are_said_to(dana):
    """What does not look like a match is not taken apart, so every word has to look like its own stem."""
    said(dana, "Any text.")
    endings = (
        "s ed ing er able ability ably ibility ation ational ization ize y ies ly ily ness ment ful fully al"
    )
    roots = (
        "drawn possib flexib visib rel organ happ cr part act nation creat agenc earl gent skip hop try li"
    )
    made = {root + ending for root in roots.split() for ending in endings.split()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, tsvector_to_array(to_tsvector('english', word)) FROM unnest(%s::text[]) word",
            [sorted(made | {"dying", "lying", "tying", "skies", "sky", "idly", "ugly", "only", "dies"})],
        )
        stems = [(word, of_word[0]) for word, of_word in cursor.fetchall() if of_word]
        cursor.execute(
            "SELECT word FROM unnest(%s::text[], %s::text[]) each (word, held) WHERE word NOT LIKE held",
            [[word for word, _ in stems], [words(stem).holds[0] for _, stem in stems if words(stem)]],
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize("typed", ["receipt", '"asks for the receipt"'])
def test_older_texts_are_asked_only_when_the_newest_have_too_few(carol, dana, monkeypatch, typed):
    monkeypatch.setattr(text_search, "RUNS", ((1, 2), (1, 3)))
    monkeypatch.setattr(text_search, "SELDOM", 0)
    ordinals = ("first", "second", "third", "fourth")
    oldest_first = [said(dana, f"Asks for the receipt, {each}.").pk for each in ordinals]
    for limit, steps in ((2, 1), (3, 2), (4, 3)):
        with CaptureQueriesContext(connection) as captured:
            assert numbers(carol, typed, limit) == oldest_first[: -limit - 1 : -1]
        asked = [each for each in captured if "FROM contacts_contact" in each["sql"]]
        assert len(asked) == steps


@pytest.mark.parametrize(
    ("newest", "limit", "runs"),
    [
        ("receipt receipt receipt", 3, [(0, 1), (2, 3)]),
        ("receipt another receipt", 3, [(0, 1), (2, 7)]),
        ("another another receipt", 5, [(0, 1), (0, 99)]),
        ("receipt another another", 4, [(0, 1)]),
    ],
)
def test_as_many_runs_are_asked_as_seem_to_be_needed(carol, dana, monkeypatch, newest, limit, runs):
    """The fewer of the newest two texts match, the more runs follow; only the long ones are asked again."""
    monkeypatch.setattr(text_search, "RUNS", ((1, 2), (1, 4), (1, 8), (2, 100)))
    monkeypatch.setattr(text_search, "SELDOM", 0)
    about = ["receipt", "receipt", "another", *newest.split()]
    said_so = [(said(dana, f"A matter of the {each}.").pk, each) for each in about]
    matching = [key for key, each in said_so if each == "receipt"]
    with CaptureQueriesContext(connection) as captured:
        assert numbers(carol, "receipt", limit) == matching[::-1][:limit]
    asked = [each["sql"] for each in captured if "FROM contacts_contact" in each["sql"]]
    found_in = [re.search(r"generate_series\((\d+), (\d+)\)", each) for each in asked]
    assert [(int(each[1]), int(each[2])) for each in found_in if each] == runs


@pytest.mark.parametrize(("few_bearers", "steps"), [(5, 2), (4, 4)])
def test_a_word_of_few_bearers_is_looked_up_in_all_at_once(carol, dana, monkeypatch, few_bearers, steps):
    """One of the newest texts has it, and three older ones; of more bearers, the newest are asked first."""
    monkeypatch.setattr(text_search, "RUNS", ((1, 2), (1, 3)))
    monkeypatch.setattr(text_search, "FEW_BEARERS", few_bearers)
    keys = [said(dana, f"A gazette, {each}.").pk for each in ("first", "second", "third")]
    said(dana, "Another matter.")
    keys.append(said(dana, "The gazette again.").pk)
    with CaptureQueriesContext(connection) as captured:
        assert numbers(carol, "gazette", 3) == keys[:-4:-1]
    assert len([each for each in captured if "FROM contacts_contact" in each["sql"]]) == steps


@pytest.mark.parametrize(
    ("typed", "newest", "steps"),
    [
        ("gazette", "Another matter.", 2),
        ("gazette", "The gazette again.", 3),
        ('"official gazette"', "Another matter.", 2),
        ('"official gazette"', "The official gazette.", 2),
    ],
)
def test_what_hardly_one_of_the_newest_texts_has_is_looked_up_in_all_at_once(
    carol, dana, monkeypatch, typed, newest, steps
):
    monkeypatch.setattr(text_search, "RUNS", ((1, 1), (1, 2)))
    monkeypatch.setattr(text_search, "SELDOM", 0)
    older = [said(dana, "Asks for the official gazette.").pk for _ in range(2)]
    last = said(dana, newest)
    with CaptureQueriesContext(connection) as captured:
        assert numbers(carol, typed) == [last.pk] * ("gazette" in newest) + older[::-1]
    assert len([each for each in captured if "FROM contacts_contact" in each["sql"]]) == steps


@pytest.mark.parametrize("typed", ["zebrawood", '"zebrawood drawings"'])
def test_who_has_few_tickets_gets_the_newest_however_many_others_bear_the_word(
    dana, luis, monkeypatch, typed
):
    """Bearers are taken out in any order, up to a limit: those of other areas are not among them."""
    monkeypatch.setattr(text_search, "MATCHED", 4)
    for _ in range(3):
        said(luis, "Zebrawood drawings.", topic=cast.topic("Fees"))
    mine = [said(dana, f"Zebrawood drawings, {each}.").pk for each in range(3)]
    for _ in range(3):
        said(luis, "Zebrawood drawings.", topic=cast.topic("Fees"))
    assert numbers(dana, typed, 3) == mine[::-1]
    assert text_search.CUT not in found(dana, typed)


@pytest.mark.parametrize("typed", ["zebrawood", '"zebrawood drawings"'])
def test_tickets_of_ones_own_outside_ones_areas_are_found_among_the_others(dana, luis, every_way, typed):
    """What one forwarded, or is assigned in another area, is found by its time as what one's area has."""
    mine = []
    for each in range(2):
        mine.append(said(dana, f"Zebrawood drawings, {each}."))
        mine.append(said(dana, f"Zebrawood drawings, {each}, for you."))
        BY_NAME["forward"].send(dana, mine[-1], area=cast.area("Fees").pk, note="Please.")
        said(luis, "Zebrawood drawings.", topic=cast.topic("Fees"))
        mine.append(said(luis, "Zebrawood drawings.", topic=cast.topic("Fees")))
        Ticket.objects.filter(pk=mine[-1].pk).update(assignee=dana)
    keys = [each.pk for each in mine]
    assert numbers(dana, typed) == keys[::-1]
    for limit in range(1, len(keys)):
        assert numbers(dana, typed, limit) == keys[: -limit - 1 : -1]


def test_quotation_marks_of_every_kind_make_a_phrase(dana, every_way):
    ticket = said(dana, "The maintenance fee was paid late.")
    said(dana, "A fee for maintenance of the window.")
    for typed in ("“maintenance fee”", "„maintenance fee“", "«maintenance fee»"):
        assert numbers(dana, typed) == [ticket.pk]


@pytest.mark.parametrize("typed", ['"maintenance fee"', "maintenance fee"])
def test_the_page_says_where_a_limit_may_have_left_something_out(typed, dana, carol, luis, monkeypatch):
    for _ in range(3):
        said(dana, "The maintenance fee was paid late.")
    for steps in STEPS:
        monkeypatch.setattr(text_search, steps, ())
    monkeypatch.setattr(text_search, "FEW", 0)
    assert text_search.CUT not in found(carol, typed)
    monkeypatch.setattr(text_search, "MATCHED", 2)
    page = found(carol, typed)
    assert text_search.CUT in page
    assert page.count("data-hit>") == 2
    assert text_search.CUT not in found(carol, "zebrawood")
    # Who sees a part reads the same whatever the texts of others hold.
    monkeypatch.setattr(text_search, "OUTSIDE_READ", 0)
    outside = said(dana, "Another matter.")
    for takes_part in (False, True):
        if takes_part:
            took_part(outside, luis)
        for nothing_or_much in (typed, "zebrawood"):
            page = found(luis, nothing_or_much)
            assert (text_search.NOT_THE_OLDER in page) == takes_part
            assert text_search.CUT not in page


def test_who_has_few_tickets_hears_of_no_limit(dana):
    ticket = said(dana, "The maintenance fee was paid late.")
    assert numbers(dana, '"maintenance fee"') == [ticket.pk]
    assert text_search.NOT_THE_OLDER not in found(dana, '"maintenance fee"')


def test_a_removed_text_is_found_no_more(dana, every_way):
    ticket = said(dana, "The zebrawood drawings are missing.")
    assert numbers(dana, "zebrawood") == [ticket.pk]
    assert BY_NAME["remove"].send(dana, ticket, remaining="Drawings.").status_code == 302
    assert numbers(dana, "zebrawood") == []


def test_a_phrase_is_shown_where_it_stands_and_several_words_where_most_of_them_are():
    """Where only one of the words stands first, its sentence was shown in place of that of the phrase."""
    text = "The inventor called. He says: the second inventor, Ingrid Solberg, is missing. Inventor again."
    assert "".join(sentence(text, words('"second inventor"'))).startswith("He says: the second inventor")
    text = "A fee is due. The drawings are late. The fee for drawings and a window was paid. Fee."
    assert "".join(sentence(text, words("drawings fee window"))) == (
        "The fee for drawings and a window was paid."
    )
    assert "".join(sentence(text, words("drawings fee"))) == "The fee for drawings and a window was paid."
    assert "".join(sentence(text, words("fee"))) == "A fee is due."


def test_a_long_sentence_is_cut_between_words_and_says_so():
    text = f"{'before ' * 40}gazette {'after ' * 40}end. Next."
    shown = "".join(sentence(text, words("gazette")))
    assert shown.startswith("…before ") and shown.endswith(" after…")
    assert set(shown.strip("…").split()) == {"before", "gazette", "after"}
    assert "".join(sentence("x" * 300 + " gazette " + "y" * 300, words("gazette"))).strip("…xy ") == "gazette"


def test_phrases_with_words_that_the_index_leaves_out_are_held_to_them(carol, dana, every_way):
    answered = said(dana, "The Office action was answered.")
    none = said(dana, "He says that no action\nis needed.")
    casino = said(dana, "The casino action game; no, not an action.")
    for person in (dana, carol):
        assert numbers(person, '"no action"') == [none.pk]
        assert numbers(person, '"the office actions"') == [answered.pk]
        assert numbers(person, '"no action" needed') == [none.pk]
        assert numbers(person, '"no action is"') == [none.pk]
        assert set(numbers(person, '"no action" or office')) >= {none.pk, answered.pk}
        assert set(numbers(person, "no action")) == {answered.pk, none.pk, casino.pk}
        assert numbers(person, 'action -"no action"') == [], "to leave a phrase out, its known words count"


def test_words_that_have_no_spaces_between_them_are_found_alone_and_the_page_says_so(dana):
    alone_in_it = said(dana, "He asks for 特許 today.")
    said(dana, "He asks for 商標登録 today.")
    hint = "only where spaces stand around them"
    shown = found(dana, "特許")
    assert alone_in_it.number in shown and hint not in shown
    for typed in ("商標", "สิทธิบัตร", "しょうひょう"):
        assert hint in found(dana, typed)
    for typed in ("zebrawood", "특허", "Müller"):
        shown = found(dana, typed)
        assert "Nothing was found" in shown and hint not in shown
    assert hint not in browser(dana).get("/find/").content.decode()
