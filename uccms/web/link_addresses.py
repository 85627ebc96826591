"""Addresses of pages as links need them, dozens on a page; Django would look each up in all patterns anew."""

from functools import lru_cache
from html import escape

from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.safestring import SafeString

# What is put in the places of numbers to learn where they stand: no address has the long ones of itself.
LONG, SHORT = (918_273_645_546_372, 829_736_455_463_728, 737_464_554_637_281), (1, 2, 3)
MOST = 10**15 - 1  # as long as those: a number that is longer may have no address
WORD = 40  # letters at most of a word that is kept: words are of closed lists, such as the kinds of documents


def link_address(view_name: str, args: tuple, within: str | None) -> SafeString:
    """The address of a page as links have it, escaped; quick where only whole numbers vary.

    `within` is the namespace of the page that has the link. Raises NoReverseMatch where no such page is.
    """
    urlconf, prefix = get_urlconf(), get_script_prefix()
    if all(
        0 <= each <= MOST if type(each) is int else type(each) is str and len(each) <= WORD for each in args
    ):
        numbers = tuple([each for each in args if type(each) is int])
        if len(numbers) <= len(LONG):
            words = args if not numbers else tuple([None if type(each) is int else each for each in args])
            around = _around(view_name, words, within, urlconf, prefix)
            if around:
                return SafeString(_filled(around, numbers))
    return SafeString(escape(reverse(view_name, urlconf, args, current_app=within)))


@lru_cache(maxsize=2000)
def _around(
    view_name: str, words: tuple[str | None, ...], within: str | None, urlconf: str | None, prefix: str
) -> tuple[str, ...] | None:
    """What stands before, between and after the numbers, which are None in `words`.

    None where they do not stand there as they are.
    """
    numbers = words.count(None)
    try:
        long, short = (
            escape(reverse(view_name, urlconf, _with_numbers(words, marks), current_app=within))
            for marks in (LONG, SHORT)
        )
    except NoReverseMatch:
        return None
    parts, rest = [], long
    for mark in LONG[:numbers]:
        before, found, rest = rest.partition(str(mark))
        if not found:
            return None
        parts.append(before)
    around = (*parts, rest)
    return around if _filled(around, SHORT[:numbers]) == short else None


def _with_numbers(words: tuple[str | None, ...], marks: tuple[int, ...]) -> list[str | int]:
    left = iter(marks)
    return [next(left) if each is None else each for each in words]


def _filled(around: tuple[str, ...], numbers: tuple[int, ...]) -> str:
    first, *others = around
    return first + "".join(f"{number}{part}" for number, part in zip(numbers, others, strict=True))
