"""What the guard finds, and what it lets pass, rule by rule."""

import pytest

from uccms.privacy import guard


def found(text, **options):
    return [(finding.kind, text[finding.start : finding.end]) for finding in guard.find(text, **options)]


def certainty(text):
    [finding] = guard.find(text)
    return finding.certain


@pytest.mark.parametrize(
    "separator", ["-", " ", ".", "/", "_", "–", "—", "‑", "−", "\u00a0", "\u2009", " - ", "--"]
)
def test_three_two_and_four_digits_always_count(separator):
    number = separator.join(("123", "45", "6789"))
    assert found(f"Caller gave {number} and rang off.") == [("ssn", number)]


@pytest.mark.parametrize("text", ["docket 123-45-6789", "our ref. no. 123-45-6789", "tracking 123-45-6789"])
def test_three_two_and_four_digits_pass_when_the_text_labels_them_otherwise(text):
    assert found(text) == []


def test_the_nearest_label_decides():
    assert found("docket 4471, SSN 123-45-6789") == [("ssn", "123-45-6789")]
    assert found("Asked for his SSN; he declined. Docket 123-45-6789.") == []


def test_a_label_may_follow_the_number():
    assert found("123-45-6789 is our docket number") == []
    assert found("123456789 is my SSN") == [("ssn", "123456789")]


def test_nine_bare_digits_count_only_beside_a_word_that_makes_them_one():
    assert found("file 123456789 is broken") == []
    for words in ("SSN", "social security", "soc sec", "social is", "tax id", "seguro social"):
        assert found(f"{words} 123456789") == [("ssn", "123456789")], words


def test_every_number_of_a_list_behind_one_word_counts():
    assert [text for _, text in found("SSNs 123456789, 123456780 and 987654321")] == [
        "123456789",
        "123456780",
        "987654321",
    ]


def test_the_last_four_digits_are_no_social_security_number():
    assert found("SSN ending 6789, xxx-xx-6789, last four of social 6789") == []


@pytest.mark.parametrize(
    "number", ["000-12-3456", "666-12-3456", "987-65-4321", "123-00-4567", "123-45-0000"]
)
def test_a_number_that_was_never_issued_is_doubtful_without_a_word_and_certain_with_one(number):
    assert certainty(f"gave {number}") is False
    assert certainty(f"SSN {number}") is True


def test_an_issued_number_is_certain():
    assert certainty("gave 123-45-6789") is True


def test_a_card_needs_an_issuer_a_length_and_a_check_digit():
    assert found("4111 1111 1111 1111") == [("payment_card", "4111 1111 1111 1111")]
    assert found("4111 1111 1111 1112") == []
    assert found("9111 1111 1111 1110") == []
    assert found("card 4111 1111 1111 1112") == [("payment_card", "4111 1111 1111 1112")]
    assert certainty("card 4111 1111 1111 1112") is False


def test_carriers_numbers_are_no_cards():
    assert found("FedEx 378282246310005") == []
    assert found("certified mail 70051820000123456789, 7005 1820 0001 2345 6789") == []


def test_digits_inside_a_code_are_no_card_and_beside_letters_a_doubtful_one():
    assert found("a4111111111111111f") == found("1Z4111111111111111") == []
    assert certainty("no4111111111111111") is False


def test_cards_one_after_the_other_are_each_found():
    assert len(found("4111 1111 1111 1111 " * 50)) == 50


def test_bank_accounts_need_a_bank_and_routing_numbers_a_word():
    assert found("account number 12345678") == []
    assert found("checking account number 12345678") == [("bank_account", "12345678")]
    assert found("routing 021000021") == [("bank_account", "021000021")]
    assert found("case 021000021") == []
    assert certainty("routing 021000021") is True
    assert certainty("routing number 021000022") is False


@pytest.mark.parametrize(
    "pair", ["021000021 123456789012", "021000021/123456789012", "12345678 021000021", "123456789 021000021"]
)
def test_an_account_beside_a_routing_number_is_doubtful_without_a_word_for_a_bank(pair):
    assert found(f"Account {pair}, please.") == [("bank_account", pair)]
    assert certainty(f"acct. {pair}") is False
    for passes in (
        f"customer account {pair}",
        f"case {pair}",
        f"Account {pair.replace('021000021', '021000022')}",
    ):
        assert found(passes) == [], passes


def test_an_iban_needs_no_word_but_right_check_digits():
    assert found("DE89 3704 0044 0532 0130 00 please") == [("bank_account", "DE89 3704 0044 0532 0130 00")]
    assert found("DE88 3704 0044 0532 0130 00 please") == []


def test_deposit_accounts_pass_except_in_a_payments_field():
    assert found("deposit account 12-3456") == []
    assert found("12-3456", field="payment") == [("bank_account", "12-3456")]
    assert found("OMB 0651-0043, 11/24/2026", field="payment") == []


def test_a_month_and_year_in_a_payments_field_is_doubtful():
    [finding] = guard.find("11-2026", field="payment")
    assert finding.certain is False


@pytest.mark.parametrize(
    "date",
    ["01/02/1903", "1903-01-02", "Jan. 2, 1903", "2 January 1903", "January 2nd, 1903", "2 de enero de 1903"],
)
def test_a_date_is_a_birth_date_only_beside_a_word_for_birth(date):
    assert found(f"born {date}") == [("date_of_birth", date)]
    for words in ("filed", "priority date", "contact date", "DOB declined; filing date"):
        assert found(f"{words} {date}") == [], words


def test_a_company_is_not_born_in_this_sense():
    assert found("The company was born 01/02/1999") == []


def test_a_passport_number_stands_beside_the_word():
    assert found("passport C12345678") == [("passport", "C12345678")]
    assert found("passport holder, application 10/123,456, issued 03/04/2005") == []


def test_a_persons_health_is_found_and_an_inventions_passes():
    assert found("she was diagnosed with breast cancer")[0][0] == "medical"
    assert found("he has diabetes")[0][0] == "medical"
    for text in (
        "medical device application",
        "method of treating cancer",
        "he has an asthma inhaler patent",
    ):
        assert found(text) == [], text


def test_a_persons_schooling_is_found_and_titles_pass():
    assert found("his GPA is 3.8") == [("education", "GPA is 3.8")]
    assert found("he graduated from MIT") == [("education", "graduated from MIT")]
    for text in ("Dr. Chen called", "a university spin-off", "PhD inventor", "application about education"):
        assert found(text) == [], text


def test_other_scripts_and_look_alikes_are_read_through():
    assert found("４１１１ １１１１ １１１１ １１１１")[0][0] == "payment_card"
    assert found("ЅЅΝ ١٢٣٤٥٦٧٨٩") == [("ssn", "١٢٣٤٥٦٧٨٩")]
    assert found("1\u03322\u03323\u0332-45-6789")[0][0] == "ssn"


def test_a_number_split_by_nothing_but_soft_hyphens_is_read():
    assert found("123\u00ad45\u00ad6789") == [("ssn", "123\u00ad45\u00ad6789")]


@pytest.mark.parametrize(
    "text", ["\0", "\ud800", "\u0301", "123\0-45-6789\ud800", "\ud83d123-45-6789", "İ№™…"]
)
def test_odd_characters_never_raise(text):
    guard.find(text)
    guard.recognized(text)


def test_positions_are_code_points_of_the_original_text():
    text = "🙂\u200bﬁ SSN 123-45-6789"
    [finding] = guard.find(text)
    assert text[finding.start : finding.end] == "123-45-6789"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("application", "11/482,917"),
        ("application", "PCT/US2007/012345"),
        ("patent", "7,123,456"),
        ("patent", "RE38,123"),
        ("publication", "US 2007/0123456 A1"),
        ("trademark_serial", "78/123456"),
        ("registration", "Reg. No. 3,123,456"),
        ("proceeding", "91/123,456"),
        ("reel_frame", "012345/0123"),
        ("customer_number", "customer number 22850"),
        ("deposit_account", "deposit account 12-3456"),
        ("docket", "docket 12345-0006-US1"),
        ("tracking", "1Z999AA10123456784"),
        ("tracking", "EV123456789US"),
        ("order", "IDON 123456"),
        ("telephone", "571-272-1000"),
        ("other", "0651-0043"),
    ],
)
def test_our_own_identifiers_are_recognized_and_pass(kind, text):
    sentence = f"about {text}, please"
    assert [(r.kind, r.words) for r in guard.recognized(sentence)] == [(kind, text)]
    assert found(sentence) == []
    assert kind in guard.LABELS


def test_every_kind_has_labels_that_exist():
    assert set(guard.LABELS_FOR) == set(guard.KINDS)
    assert {label for labels in guard.LABELS_FOR.values() for label in labels} == set(guard.LABELS)
