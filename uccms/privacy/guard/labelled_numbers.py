"""Numbers that are forbidden because of the word beside them."""

import re
from collections.abc import Callable, Iterator

from stdnum import luhn
from stdnum.us import rtn

from uccms.privacy.guard.kinds import Finding
from uccms.privacy.guard.labels import (
    BREAK,
    JOINED,
    OWN_LABEL,
    SENSITIVE_LABEL,
    is_own,
    label_after,
    labels_of,
)
from uccms.privacy.guard.own_numbers import passes
from uccms.privacy.guard.social_security import GROUPED

_FORWARD = 60
_LONGEST = 40
_DIGIT = re.compile(r"[0-9]")
_LEAD = re.compile(r"[a-z]{0,4}$")
_GROUP = re.compile(r"[0-9a-z]{1,40}")
_NEXT_GROUP = re.compile(r"(?:\s{0,2}[-./_]\s{0,2}|\s{1,3})(?=[a-z]{0,3}[0-9])[0-9a-z]{1,40}")
_LIST = re.compile(r"[\s,;/&+]{1,4}(?:(?:and|or|y|then)\s+)?(?=[a-z]{0,3}[0-9])")
_BANK = re.compile(
    r"(?<![a-z])(?:banks?|banking|checking|chequing|savings?|routing|aba|wire[sd]?|wiring|ach"
    r"|direct deposit|swift|bic|iban|sort code"
    r"|credit union|brokerage|payroll|wells fargo|chase|citibank|capital one|bank of america|bofa"
    r"|pnc|usaa|suntrust|wachovia"
    r"|electronic check|echeck|e-check|eft|banco|bancaria|bancario|ahorros|corriente|clabe|refund"
    r"|withdraw\w*|debit(?:ed)?)(?![a-z])"
)
_BANK_REACH = 70
_NOT_BANK = re.compile(
    r"(?<![a-z])(?:deposit|dep\.?|customer|user|uspto\.gov|myuspto|portal|e-?mail|edgar|pair|efs"
    r"|teas|login|subscri\w*|eipd|online|ups|fedex|dhl"
    r"|shipper'?s?|utility|phone|tracking)\s*$"
)

_NINE = re.compile(r"[0-9](?:[ .\-/_\n]{0,3}[0-9]){8}")
_ACCOUNT = re.compile(r"[0-9](?:[ -]{0,2}[0-9]){4,17}")
_PAIR = re.compile(r"([0-9]{4,17})[\s/,-]{1,3}([0-9]{4,17})")
_PASSPORT = re.compile(r"(?=(?:[a-z]*[0-9]){4})(?:[a-z]{1,2}[ -]?)?[0-9a-z]{6,9}")
_RECORD = re.compile(r"(?=(?:[a-z]{0,3}[ -]?[0-9]){4})[0-9a-z]{2,14}(?:[ -][0-9a-z]{2,6}){0,3}")


def labelled_numbers(plain: str) -> Iterator[Finding]:
    """The numbers after, or just before, each word for something that may not be kept."""
    for label in SENSITIVE_LABEL.finditer(plain):
        judge = _JUDGES.get(label.lastgroup or "")
        if judge is None:
            continue
        found = list(_forward(plain, label, judge))
        yield from found or _backward(plain, label, judge)


_LIKE_A_DOCUMENT = frozenset({"customer_number", "order"})

Judge = Callable[[str, re.Match[str], str, bool], tuple[str, bool] | None]


def _forward(plain: str, label: re.Match[str], judge: Judge) -> Iterator[Finding]:
    position, limit = label.end(), label.end() + _FORWARD
    found = False
    while digit := _DIGIT.search(plain, position, limit):
        start = digit.start() - len(_lead(plain, position, digit.start()))
        gap = plain[label.end() : start] if not found else ""
        if not found and (
            OWN_LABEL.search(gap)
            or SENSITIVE_LABEL.search(gap)
            or BREAK.search(plain, label.end(), start + 1)
        ):
            return
        beside = found or bool(JOINED.match(plain, label.end(), start))
        candidate = _fitting(plain, start, label, judge, beside)
        if candidate:
            yield candidate
            following = _LIST.match(plain, candidate.end)
            if not following:
                return
            found, position, limit = True, following.end(), following.end() + 6
            continue
        if found:
            return
        position = max((passes(plain, start) or ("", 0))[1], _chain(plain, start)[0])


def _lead(plain: str, low: int, digit: int) -> str:
    match = _LEAD.search(plain, max(low, digit - 4), digit)
    return match[0] if match else ""


def _backward(plain: str, label: re.Match[str], judge: Judge) -> Iterator[Finding]:
    low = max(0, label.start() - _LONGEST - 30)
    for digit in _DIGIT.finditer(plain, low, label.start()):
        start = digit.start()
        if start and plain[start - 1].isalnum():
            start -= len(_lead(plain, 0, start))
            if start and plain[start - 1].isalnum():
                continue
        elif start > 1 and plain[start - 1] in "-./" and plain[start - 2].isalnum():
            continue
        candidate = _fitting(plain, start, label, judge, beside=True)
        if (
            candidate
            and candidate.end <= label.start()
            and label_after(plain, candidate.end) == label.lastgroup
        ):
            yield candidate
            return


def _chain(plain: str, start: int) -> list[int]:
    """The ends, longest first, of what may be one number from here on."""
    group = _GROUP.match(plain, start)
    ends = []
    while group and group.end() - start <= _LONGEST:
        ends.append(group.end())
        group = _NEXT_GROUP.match(plain, group.end())
    return ends[::-1] or [start + 1]


def _fitting(plain: str, start: int, label: re.Match[str], judge: Judge, beside: bool) -> Finding | None:
    for end in _chain(plain, start):
        number = plain[start:end]
        verdict = judge(plain, label, number, beside)
        if verdict is None:
            continue
        own = passes(plain, start)
        if own and own[1] >= end and not (beside and (verdict[0] == "ssn" or own[0] in _LIKE_A_DOCUMENT)):
            return None
        labels = labels_of(plain, start, end)
        if labels[1] != label.lastgroup and is_own(labels):
            return None
        return Finding(verdict[0], start, end, verdict[1])
    return None


def _social(plain: str, label: re.Match[str], number: str, beside: bool) -> tuple[str, bool] | None:
    if not _NINE.fullmatch(number) or not (beside or number.isdigit()):
        return None
    return "ssn", True


def _card(plain: str, label: re.Match[str], number: str, beside: bool) -> tuple[str, bool] | None:
    digits = re.sub(r"[\s._/-]", "", number)
    if not digits.isdigit() or digits[0] not in "23456":
        return None
    if 13 <= len(digits) <= 19 and luhn.is_valid(digits):
        return "payment_card", True
    return ("payment_card", False) if len(digits) in (15, 16) else None


def _routing(plain: str, label: re.Match[str], number: str, beside: bool) -> tuple[str, bool] | None:
    digits = re.sub(r"[\s-]", "", number)
    if not digits.isdigit() or len(digits) != 9:
        return None
    if rtn.is_valid(digits):
        return "bank_account", True
    return ("bank_account", False) if beside else None


def _account(plain: str, label: re.Match[str], number: str, beside: bool) -> tuple[str, bool] | None:
    pair = _PAIR.fullmatch(number)
    if not beside or not (pair or _ACCOUNT.fullmatch(number)):
        return None
    before = plain[max(0, label.start() - 20) : label.start()]
    if _NOT_BANK.search(before):
        return None
    # A routing number with its account, whatever they are called.
    if pair and any(len(each) == 9 and rtn.is_valid(each) for each in pair.groups()):
        return "bank_account", False
    if not _ACCOUNT.fullmatch(number):
        return None
    low, high = max(0, label.start() - _BANK_REACH), label.end() + _FORWARD + _BANK_REACH
    return ("bank_account", True) if _BANK.search(plain, low, high) else None


def _passport(plain: str, label: re.Match[str], number: str, beside: bool) -> tuple[str, bool] | None:
    return ("passport", beside) if _PASSPORT.fullmatch(number) else None


def _medical(plain: str, label: re.Match[str], number: str, beside: bool) -> tuple[str, bool] | None:
    return ("medical", True) if beside and _is_record(number) else None


def _education(plain: str, label: re.Match[str], number: str, beside: bool) -> tuple[str, bool] | None:
    return ("education", True) if beside and _is_record(number) else None


def _is_record(number: str) -> bool:
    return bool(_RECORD.fullmatch(number)) and not GROUPED.match(number)


_JUDGES: dict[str, Judge] = {
    "ssn": _social,
    "payment_card": _card,
    "routing": _routing,
    "account": _account,
    "passport": _passport,
    "medical": _medical,
    "education": _education,
}
