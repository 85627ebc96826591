"""Addresses of pages as links need them, dozens on a page; Django would look each up in all patterns anew."""

import re
from functools import lru_cache
from html import escape

from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.safestring import SafeString

# What is put in the places of numbers to learn where they stand, and then to see that they stand as they
# are: as many of these digits as the number has, since an address can depend on how long it is.
LEARNING = ("918273645546372", "829736455463728", "737464554637281")
TRYING = ("192837465564738", "281637455364827", "373645546372819")
MOST = 10 ** len(LEARNING[0]) - 1
WORD = 40  # letters at most of a word that is kept: words are of closed lists, such as the kinds of documents
NUMBERED = re.compile(r"([^0-9]*)([1-9][0-9]{0,14})", re.ASCII)  # a word of a closed list and a number


def link_address(view_name: str, args: tuple, within: str | None) -> SafeString:
    """The address of a page as links have it, escaped; quick where only whole numbers vary.

    `within` is the namespace of the page that has the link. Raises NoReverseMatch where no such page is.
    """
    urlconf, prefix = get_urlconf(), get_script_prefix()
    pattern: list[Part] = []
    numbers: list[str] = []
    for each in args:
        if type(each) is int and 0 <= each <= MOST:
            numbers.append(str(each))
            pattern.append(len(numbers[-1]))
        elif isinstance(each, str) and len(each) <= WORD:
            word = str(each)  # of a choice its value
            numbered = NUMBERED.fullmatch(word)
            if numbered:
                numbers.append(numbered[2])
                pattern.append((numbered[1], len(numbered[2])))
            else:
                pattern.append(word)
        else:
            break
    else:
        if len(numbers) <= len(LEARNING):
            around = _around(view_name, tuple(pattern), within, urlconf, prefix)
            if around:
                return SafeString(_filled(around, numbers))
    return SafeString(escape(reverse(view_name, urlconf, args, current_app=within)))


# A value of a pattern: how many digits a number has, such a number after a word, or a word as it is.
Part = int | tuple[str, int] | str


@lru_cache(maxsize=4000)
def _around(
    view_name: str, pattern: tuple[Part, ...], within: str | None, urlconf: str | None, prefix: str
) -> tuple[str, ...] | None:
    """What stands before, between and after the numbers; None where they do not stand there as they are."""

    def address(digits: tuple[str, ...]) -> tuple[str, list[str]]:
        args, used = _with_numbers(pattern, digits)
        return escape(reverse(view_name, urlconf, args, current_app=within)), used

    try:
        (rest, learning), (tried, trying) = address(LEARNING), address(TRYING)
    except NoReverseMatch:
        return None
    parts = []
    for number in learning:
        before, found, rest = rest.partition(number)
        if not found:
            return None
        parts.append(before)
    around = (*parts, rest)
    return around if _filled(around, trying) == tried else None


def _with_numbers(pattern: tuple[Part, ...], digits: tuple[str, ...]) -> tuple[list[str | int], list[str]]:
    """Values of this pattern, and the numbers that stand in them."""
    args: list[str | int] = []
    used: list[str] = []
    left = iter(digits)
    for each in pattern:
        if isinstance(each, str):
            args.append(each)
            continue
        word, length = each if isinstance(each, tuple) else ("", each)
        used.append(next(left)[:length])
        args.append(word + used[-1] if isinstance(each, tuple) else int(used[-1]))
    return args, used


def _filled(around: tuple[str, ...], numbers: list[str]) -> str:
    first, *others = around
    return first + "".join([number + part for number, part in zip(numbers, others, strict=True)])
