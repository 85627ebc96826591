"""The agency's own identifiers, and those of carriers and telephones, which may be kept."""

import re

_SERIES = "(?:0[1-9]|1[0-9]|29|35|6[0-3]|90|95|96)"  # MPEP 503
_SERIAL = "(?:7[0-9]|8[5-9]|9[0789])"
_YEAR = "(?:19|20)[0-9]{2}"
_CODE = "(?: ?[ab][129])?"
_END = "(?![0-9a-z])(?![,./-][0-9])"


def _shape(*patterns: str) -> str:
    """Patterns that say by themselves what they are."""
    return f"(?<![0-9a-z,/.-])(?:{'|'.join(patterns)}){_END}"


def _named(names: str, *patterns: str) -> str:
    """Patterns that need one of these names before them."""
    number = r"(?: ?(?:nos?\b\.?|numbers?|num\b\.?|#|:)){0,3}\s{0,2}(?:is |was )?"
    return f"(?<![a-z])(?:{names}){number}(?:{'|'.join(patterns)}){_END}"


_SHAPES = {
    "proceeding": (
        _shape("9[124]/[0-9]{3},[0-9]{3}"),
        _named("proceeding|opposition|cancellation|appeal|interference", "[0-9]{2,4}[-/,]?[0-9]{3,6}"),
    ),
    "application": (
        _shape(f"{_SERIES}/[0-9]{{3}},[0-9]{{3}}", "pct/[a-z]{2}[0-9]{2,4}/[0-9]{5,6}"),
        _named(r"applications?|appln?s?\.?|app\.?|provisional", f"{_SERIES}[ /]?[0-9]{{3}},?[0-9]{{3}}"),
    ),
    "publication": (
        _shape(f"us[ -]?{_YEAR}[/-]?[0-9]{{6,7}}{_CODE}", "wo ?[0-9]{2,4}/[0-9]{5,6}(?: ?a[1-9])?"),
        _shape("ep ?[0-9] ?[0-9]{3} ?[0-9]{3}(?: ?[ab][1-9])?"),
        _named(r"publications?|publ?\.?|pgpub", f"(?:us )?{_YEAR}[/-]?[0-9]{{6,7}}{_CODE}"),
    ),
    "trademark_serial": (
        _shape(f"{_SERIAL}/[0-9]{{3}},?[0-9]{{3}}"),
        _named(r"serial|ser\.?|s\.n\.?", f"{_SERIAL}[0-9]{{6}}"),
    ),
    "registration": (
        _named(r"registrations?|reg\.?", "[0-9],[0-9]{3},[0-9]{3}", "[0-9]{2,3},[0-9]{3}", "[0-9]{5,7}"),
    ),
    "patent": (
        _named(
            r"patents?|pat\.?",
            "(?:(?:re|pp|d|h|t) ?)?[0-9]{1,2}[,. ]?[0-9]{3}[,. ]?[0-9]{3}(?: ?[bs][12])?",
        ),
        _shape(
            "(?:us ?)?[0-9]{1,2},[0-9]{3},[0-9]{3}(?: ?b[12])?", r"(?:d|h|t|re|pp)\.? ?[0-9]{1,3},[0-9]{3}"
        ),
    ),
    "reel_frame": (
        _shape("0[0-9]{5}/[0-9]{4}"),
        _named("reel", r"[0-9]{3,6}[ ,/]{1,3}(?:frames? ?(?:no\.? ?)?)?[0-9]{1,4}"),
    ),
    "deposit_account": (_named(r"dep(?:osit|\.)? (?:account|acct\.?)", "[0-9]{2}-?[0-9]{4}"),),
    "customer_number": (_named("customer", "c?[0-9]{4,8}"), _shape("c[0-9]{4,9}")),
    "docket": (
        _named(
            r"dockets?|dkt\.?|(?:our|your) ref(?:erence)?\.?",
            "(?=[a-z0-9./-]{0,24}[0-9])[a-z0-9][a-z0-9./-]{2,24}(?<![./-])",
        ),
    ),
    "tracking": (
        _shape("1z ?[0-9a-z]{3} ?[0-9a-z]{3} ?[0-9a-z]{2} ?[0-9a-z]{4} ?[0-9a-z]{4}"),
        _shape(
            "[a-z]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3} ?us", "[79][0-9]{3}(?:[ -]?[0-9]{4}){4}(?: ?[0-9]{2})?"
        ),
        _named(
            "tracking|fed ?ex|ups|airbill|waybill", "[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}(?:[ -]?[0-9]{3})?"
        ),
    ),
    "order": (
        _named("idon|orders?|invoices?|control|confirmation|efs(?: id)?|tickets?", "[st]?[0-9]{4,10}"),
        _shape("[st][0-9]{3,9}"),
    ),
    "telephone": (
        r"(?<![0-9a-z/-])(?:\+?1[-. ]?)?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[-. /])[0-9]{3}[-. ][0-9]{4}"
        r"(?: ?(?:x|ext\.?) ?[0-9]{1,5})?(?![0-9])(?!-[0-9])",
    ),
    "other": (_shape("06[0-9]{2}-[0-9]{4}"),),
}
_ANY = re.compile("|".join(f"(?P<{kind}>{'|'.join(patterns)})" for kind, patterns in _SHAPES.items()))
_UNSAID = re.compile(
    r"\$ ?[0-9][0-9,]*(?:\.[0-9]{2})?|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{2,4}(?![-/.]?[0-9])"
    r"|[0-9]{5}-[0-9]{4}(?![0-9])"
    r"|[0-9]{1,2}:[0-9]{2}"
)


def own_numbers(plain: str) -> list[tuple[str, int, int]]:
    """Kind, start and end of each identifier of our own in a plain text."""
    return [(match.lastgroup or "other", *match.span()) for match in _ANY.finditer(plain)]


def passes(plain: str, start: int) -> tuple[str, int] | None:
    """Kind and end of the date, amount, telephone number or identifier of our own that begins here."""
    match = _ANY.match(plain, start) or _UNSAID.match(plain, start)
    return (match.lastgroup or "other", match.end()) if match else None
