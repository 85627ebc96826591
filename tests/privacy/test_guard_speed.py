"""The guard takes time in proportion to the text, whatever the text is made of."""

from time import process_time

import pytest

from uccms.privacy import guard

MEGABYTE = 1_000_000
SECONDS_A_MEGABYTE = 4  # twice what a slow machine needs; a quadratic search needs hundreds

PLAIN = (
    "The caller asked why the filing receipt still lacks the second inventor and who will answer her letter. "
)


def seconds(text):
    begin = process_time()
    guard.find(text)
    return process_time() - begin


@pytest.mark.parametrize("piece", ["1", "-", " ", "a", "1-", "\u200b", "1\u200b", "\n", "(", "é", "4 "])
def test_a_megabyte_of_the_same_again_and_again(piece):
    assert seconds(piece * (MEGABYTE // len(piece))) < SECONDS_A_MEGABYTE


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "123-45-6789 ",
            "4111 1111 1111 1111 ",
            "SSN ",
            "born 1 ",
            "passport a1 ",
            "account bank 1",
            "de12",
        ),
        *("he has ", "his ", "one two three ", "grade a, ", "he graduated from ", "was diagnosed with "),
        *("us 2", "1,", "docket a-"),
    ],
)
def test_words_and_numbers_that_begin_like_a_finding(piece):
    # A tenth of the size in the same time: most of these are found and judged, which costs more.
    assert seconds(piece * (MEGABYTE // 10 // len(piece))) < SECONDS_A_MEGABYTE


def test_ordinary_prose_goes_by_at_megabytes_a_second():
    assert seconds(PLAIN * (MEGABYTE // len(PLAIN))) < 0.5
