"""The agency's own identifiers, and those of carriers and telephones, which may be kept."""

import re

_START = r"(?<![0-9a-z,/.-])"
_END = r"(?![0-9a-z])(?![,./-][0-9])"
_SERIES = r"(?:0[1-9]|1[0-9]|29|35|6[0-3]|90|95|96)"
_NUMBER = r"(?: ?(?:nos?\b\.?|numbers?|num\b\.?|#|:))*\s{0,2}"

_SHAPES = {
    "proceeding": rf"{_START}9[124]/?[0-9]{{3}},?[0-9]{{3}}(?=[^0-9]){_END}(?<=/[0-9]{{3}},[0-9]{{3}})"
    rf"|(?:proceeding|opposition|cancellation|appeal|interference){_NUMBER}[0-9]{{2,4}}[-/,]?[0-9]{{3,6}}{_END}",
    "application": rf"{_START}{_SERIES}/[0-9]{{3}},[0-9]{{3}}{_END}|{_START}pct/[a-z]{{2}}[0-9]{{2,4}}/[0-9]{{5,6}}{_END}"
    rf"|(?<![a-z])(?:applications?|appln?s?\.?|app\.?|provisional){_NUMBER}{_SERIES}[ /]?[0-9]{{3}},?[0-9]{{3}}{_END}",
    "publication": rf"{_START}us[ -]?(?:19|20)[0-9]{{2}}[/-]?[0-9]{{6,7}}(?: ?[ab][129])?{_END}"
    rf"|{_START}wo ?[0-9]{{2,4}}/[0-9]{{5,6}}(?: ?a[1-9])?{_END}|{_START}ep ?[0-9] ?[0-9]{{3}} ?[0-9]{{3}}(?: ?[ab][1-9])?{_END}"
    rf"|(?<![a-z])(?:publications?|publ?\.?|pgpub){_NUMBER}(?:us )?20[0-9]{{2}}[/-]?[0-9]{{6,7}}(?: ?[ab][129])?{_END}",
    "trademark_serial": rf"{_START}(?:7[0-9]|8[5-9]|9[0789])/[0-9]{{3}},?[0-9]{{3}}{_END}"
    rf"|(?<![a-z])(?:serial|ser\.?|s\.n\.?){_NUMBER}(?:7[0-9]|8[5-9]|9[0789])[0-9]{{6}}{_END}",
    "registration": rf"(?<![a-z])(?:registrations?|reg\.?){_NUMBER}(?:[0-9],[0-9]{{3}},[0-9]{{3}}|[0-9]{{2,3}},[0-9]{{3}}|[0-9]{{5,7}}){_END}",
    "patent": rf"(?<![a-z])(?:patents?|pat\.?){_NUMBER}(?:(?:re|pp|d|h|t) ?)?[0-9]{{1,2}}[,. ]?[0-9]{{3}}[,. ]?[0-9]{{3}}(?: ?[bs][12])?{_END}"
    rf"|{_START}(?:us ?)?[0-9]{{1,2}},[0-9]{{3}},[0-9]{{3}}(?: ?b[12])?{_END}|{_START}(?:d|h|t|re|pp)\.? ?[0-9]{{1,3}},[0-9]{{3}}{_END}",
    "reel_frame": rf"{_START}0[0-9]{{5}}/[0-9]{{4}}{_END}|(?<![a-z])reel{_NUMBER}[0-9]{{3,6}}[ ,/]{{1,3}}(?:frame{_NUMBER})?[0-9]{{1,4}}{_END}",
    "deposit_account": rf"(?<![a-z])dep(?:osit|\.) (?:account|acct\.?){_NUMBER}(?:is |was )?[0-9]{{2}}-?[0-9]{{4}}{_END}",
    "customer_number": rf"(?<![a-z])customer{_NUMBER}(?:is |was )?c?[0-9]{{4,8}}{_END}|{_START}c[0-9]{{4,9}}{_END}",
    "docket": rf"(?<![a-z])(?:dockets?|dkt\.?|(?:our|your) ref(?:erence)?\.?){_NUMBER}(?:is |was )?(?=[a-z0-9./-]*[0-9])[a-z0-9][a-z0-9./-]{{2,24}}(?<![./-]){_END}",
    "tracking": rf"{_START}1z ?[0-9a-z]{{3}} ?[0-9a-z]{{3}} ?[0-9a-z]{{2}} ?[0-9a-z]{{4}} ?[0-9a-z]{{4}}{_END}|{_START}[a-z]{{2}} ?[0-9]{{3}} ?[0-9]{{3}} ?[0-9]{{3}} ?us{_END}"
    rf"|{_START}(?:7[0-9]|9[0-9])[0-9]{{2}}(?:[ -]?[0-9]{{4}}){{4}}(?: ?[0-9]{{2}})?{_END}"
    rf"|(?<![a-z])(?:tracking|fed ?ex|ups|airbill|waybill){_NUMBER}(?:is |was )?[0-9]{{4}}[ -]?[0-9]{{4}}[ -]?[0-9]{{4}}(?:[ -]?[0-9]{{3}})?{_END}",
    "order": rf"(?<![a-z])(?:idon|orders?|invoices?|control|confirmation|efs(?: id)?|tickets?){_NUMBER}(?:is |was )?[st]?[0-9]{{4,10}}{_END}|{_START}[st][0-9]{{3,9}}{_END}",
    "telephone": rf"(?<![0-9a-z/-])(?:\+?1[-. ]?)?(?:\([2-9][0-9]{{2}}\) ?|[2-9][0-9]{{2}}[-. /])[0-9]{{3}}[-. ][0-9]{{4}}(?: ?(?:x|ext\.?) ?[0-9]{{1,5}})?(?![0-9])(?!-[0-9])",
    "other": rf"{_START}06[0-9]{{2}}-[0-9]{{4}}{_END}",
}
_ANY = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _SHAPES.items()))
_UNSAID = re.compile(
    r"\$ ?[0-9][0-9,]*(?:\.[0-9]{2})?|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{2,4}(?![-/.]?[0-9])|[0-9]{5}-[0-9]{4}(?![0-9])"
    r"|[0-9]{1,2}:[0-9]{2}"
)


def own_numbers(plain: str) -> list[tuple[str, int, int]]:
    """Kind, start and end of each identifier of our own in a plain text."""
    return [(match.lastgroup or "other", *match.span()) for match in _ANY.finditer(plain)]


def passes(plain: str, start: int) -> tuple[str, int] | None:
    """Kind and end of the date, amount, telephone number or identifier of our own that begins here."""
    match = _ANY.match(plain, start) or _UNSAID.match(plain, start)
    return (match.lastgroup or "other", match.end()) if match else None
