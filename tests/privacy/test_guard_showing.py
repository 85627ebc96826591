"""What people are shown of a finding, and the texts without it."""

from uccms.privacy import guard

TEXT = "To prove who she is she gave 000-12-3456; then 4111 1111 1111 1111."


def test_a_mask_keeps_punctuation_alone():
    first, second = guard.find(TEXT)
    assert guard.masked(TEXT, first) == "•••-••-••••"
    assert guard.masked(TEXT, second) == "•••• •••• •••• ••••"


def test_a_mask_shows_nothing_of_odd_digits_or_hidden_characters():
    text = "SSN 1\u200b２３-4\u03325-٦789"
    [finding] = guard.find(text)
    assert guard.masked(text, finding) == "•••-••-••••"


def test_a_place_is_the_few_words_before():
    first, second = guard.find(TEXT)
    assert guard.place(TEXT, first) == "after “who she is she gave”"
    assert guard.place(TEXT, second) == "after “then”"


def test_a_place_holds_no_part_of_any_finding():
    text = "123-45-6789 / 987-65-4321 and 12-3456 or SSN 123456780"
    places = [guard.place(text, finding) for finding in guard.find(text)]
    assert places[:2] == ["at the beginning", "right after another finding"]
    assert not any(character.isdigit() for place in places for character in place)


def test_blanks_keep_every_other_character_in_its_place():
    blanked = guard.blanked(TEXT, guard.find(TEXT))
    assert blanked == TEXT.replace("000-12-3456", " " * 11).replace("4111 1111 1111 1111", " " * 19)


def test_a_removed_number_leaves_words_that_say_so():
    assert guard.without(TEXT, guard.find(TEXT)) == (
        "To prove who she is she gave [removed: social security number]; then [removed: payment card number]."
    )


def test_the_words_of_a_removal_are_no_finding():
    for kind in guard.KINDS.values():
        assert guard.find(f"SSN [removed: {kind}] 12 years, he said [removed: {kind}]") == []


def test_a_fingerprint_is_the_same_in_every_writing_and_another_for_another_number_kind_or_key():
    def fingerprint(text, key=b"key"):
        [finding] = guard.find(text)
        return guard.fingerprint(text, finding, key)

    same = {
        fingerprint(text)
        for text in ("a 123-45-6789", "is it 123 45 6789?", "SSN １２３４５６７８９", "1 2 3-4 5-6 7 8 9")
    }
    assert len(same) == 1
    others = {
        fingerprint("123-45-6780"),
        fingerprint("123-45-6789", b"other"),
        fingerprint("passport 123456789"),
    }
    assert len(same | others) == 4
