"""The words that stand beside a number and say what it is, forbidden or one of our own."""

import re

from uccms.privacy.guard.word_lists import words

SENSITIVE = {
    "ssn": (
        r"s[. ]?s[. ]?n(?![a-z])s?|ssns|s\.?s\.? ?(?:#|nos?\b|num\w*)|ss ?(?=[0-9]{3}-?[0-9]{2}-?[0-9]{4})"
        r"|soc(?:ial)?[ .-]{0,2}sec(?:urity|\b)?|so[cs]+ial securi?ty|socsec"
        r"|social(?! (?:media|club|network|work|event|stud|scien|services?|house|gather|game|app\b))s?"
        r"|tax ?(?:payer)?(?:'s)?[ -]{0,2}(?:id\b|ids\b|identif\w*|identity|i\.d\.)|itin|ssan"
        r"|tin(?=\W{0,3}(?:nos?\b|num|is\b|#|:|[0-9]))"
        r"|seguro social|num\w* de seguro|nss"
    ),
    "payment_card": (
        r"(?:credit|debit|payment|bank|charge|visa|amex|company|corporate|gift)[ -]?cards?"
        r"|visa(?! (?:status|appl|interview|office|petition))"
        r"|master ?card|amex|american express|discover card|diners|card (?:no|num\w*|#|on file)"
        r"|pan\b(?=\W{0,3}(?:no|num|is|:))"
        r"|tarjetas?|cc ?(?:#|no\b|num\w*)|card\b(?=\W{1,3}[0-9]{4})|c\.?c\.? ?#"
    ),
    "routing": r"routing|aba|rtn|transit (?:no|num\w*|#)|numero de ruta",
    "iban": r"iban",
    "account": (
        r"(?:bank|checking|chequing|savings?|brokerage|money market|payroll|giro"
        r"|business)[ -]{1,2}(?:account|acct|a/c|accnt)s?"
        r"|accounts?|acc?o?u?nt|acct?s?\b\.?|a/c|checking|savings|cuentas?(?: (?:bancaria"
        r"|de ahorros|corriente|de cheques))?|clabe|kontonummer|konto"
    ),
    "passport": (
        r"(?:e-?)?passports?(?: (?:card|book))?|pasaportes?|passeport|reisepass|pport|ppt (?:no"
        r"|num\w*|#)"
    ),
    "medical": (
        r"medical records?(?= ?(?:no\b|num|#|id\b|:|[0-9]))|mrns?|patient (?:id\b|num\w*|no\b|#|account)"
        r"|medicare|medicaid|mbi|hicn"
        r"|(?:health|medical|dental)[ -](?:insurance|plan|care)(?: \w+)?|(?:blue cross|aetna"
        r"|cigna|humana|kaiser|united ?health\w*|tricare|anthem)(?: \w+)?"
        r"|rx (?:no|num\w*|#)|prescription (?:no\b|num\w*|#)|seguro medico|historia clinica|expediente medico"
    ),
    "education": (
        r"(?:student|school|college|university)(?:'s)? (?:id\b|i\.d\.|ids\b|identification|num\w*"
        r"|no\b|#|record)|matricula escolar"
        r"|numero de estudiante"
    ),
}

OWN = {
    "deposit_account": r"dep(?:osit|\.)? ?(?:account|acct|acc|a/c)s?|d\.?a\. ?(?:no|#)",
    "docket": (
        r"(?:attorney'?s? )?dockets?|dkt|refs?\b|references?|file (?:no|num\w*|#)|matters?|case"
        r"|expediente|referencia|folder|internal"
    ),
    "tracking": (
        r"tracking|track|fed ?ex|ups|usps|dhl|certified mail|express mail|priority mail|registered mail"
        r"|air ?way ?bill|way ?bill|airbill|shipment|parcel|rastreo|labels?|mail ?piece"
    ),
    "trademark_serial": r"serial|ser|s\.n\.|trade ?marks?|marks?",
    "publication": r"publications?|publ?|pgpubs?|pct|wo|ep",
    "patent": r"patents?|pats?|patentes?|reissue",
    "application": r"app(?:lication|ln?|n)s?|provisionals?|solicitud(?:es)?|ctrl",
    "registration": r"registrations?|regs?|registro|bar (?:no|num\w*)",
    "proceeding": r"proceedings?|oppositions?|cancellations?|appeals?|interferences?|ttab|bpai|docketed",
    "reel_frame": r"reels?|frames?",
    "customer_number": r"customers? (?:no|num\w*|#|id)|customer|pair|cliente",
    "order": (
        r"orders?|invoices?|purchase|p\.?o\.?(?= ?(?:no|num|#|[0-9]))|receipts?|idon|confirmation"
        r"|control|tickets?"
        r"|items?|parts?|sku|model|products?|barcode|isbn|ean|upc|gtin|imei|efs|batch|transaction"
        r"|checks?|cheque|disc|edition"
        r"|contract|bates|ein|employer id\w*|duns|cage|naics|version|build|lot|license|licence"
        r"|class(?:es)?|pages?"
        r"|pedido|factura|recibo"
    ),
    "telephone": (
        r"(?:tele)?phones?|tel|fax|cell|mobile|extension|ext|call(?:ed|ing|er id|back)?|dial(?:ed)?"
        r"|voice ?mail|telefono|tty|whatsapp"
    ),
}


def _any(groups: dict[str, str]) -> str:
    return "|".join(f"(?P<{name}>{words})" for name, words in groups.items())


SENSITIVE_LABEL = re.compile(rf"(?<![a-z])(?=[a-z])(?:{_any(SENSITIVE)})(?![a-z])")
OWN_LABEL = re.compile(rf"(?<![a-z])(?=[a-z])(?:{_any(OWN)})(?![a-z])")
LABEL = re.compile(rf"(?<![a-z])(?=[a-z])(?:{_any(SENSITIVE)}|{_any(OWN)})(?![a-z])")

TRIGGERS = words(
    "ssn ssns ss s sn soc social socials sosial socsec sec tax taxpayer taxid itin ssan tin"
    " seguro nss security"
    " card cards creditcard visa mastercard master amex american express diners pan tarjeta tarjetas cc c"
    " routing aba rtn transit ruta iban account accounts acct accts acc accnt acnt checking"
    " savings cuenta cuentas clabe konto"
    " kontonummer passport passports epassport pasaporte pasaportes passeport reisepass pport ppt"
    " mrn mrns medical patient medicare medicaid mbi hicn health dental blue aetna cigna humana"
    " kaiser tricare anthem"
    " united unitedhealth unitedhealthcare rx prescription clinica medico"
    " student school college university matricula estudiante bank"
)

_JOINING = (
    r"(?:no|nos|nr|num|numb|number|numbers|numero|n|id|ids|i\.d|code|card|account|acct|a/c|on"
    r"|file|is|was|are|were|be|as|of|for|the|a|an"
    r"|our|your|my|his|her|their|its|it|it's|this|that|gave|given|gives|reads?|under|says|said"
    r"|being|which|full|complete|same|new|old"
    r"|current|correct|by|and|he|she|i|they|we|you|me|us|caller|customer|security|social|insurance|ending"
    r"|starting|beginning|here|there|please|use"
    r"|es|el|la|su|mi|de|del|tax|ssn|number's|also|label|mail)"
)
JOINED = re.compile(rf"(?:[\s#:.,=()\[\]\"'*>&/-]|(?<![a-z]){_JOINING}(?![a-z]))*$")
"""Matches what stands between a label and its number, when that is nothing but joining words."""

BREAK = re.compile(r"(?<!\bno)(?<!\bnos)(?<!\bnum)(?<!\bsec)(?<!\bacct)(?<!\bnr)[.!?;]\s+[a-z]|\n\s*\n")
_AFTER = re.compile(
    r"[\s,)]{0,3}(?:(?:which |that )?(?:is|was|are|=|as|being|es)\s+|\(\s?|-\s)"
    r"(?:(?:just|only|actually|really|not|also|his|her|my|our|the|a|an|their|your|its|caller's"
    r"|customer's|full|su|mi|el"
    r"|attorney|agent's|firm's|law|internal|supposed|to|be|number|no\.?|of|given|as)\s+){0,5}"
)
_BEFORE = 60
_AFTERWARDS = 60


def label_before(plain: str, start: int) -> str | None:
    """The nearest label before a position when only joining words stand between, else None."""
    low = max(0, start - _BEFORE)
    last = None
    for match in LABEL.finditer(plain, low, start):
        last = match
    if last is None or not JOINED.match(plain, last.end(), start):
        return None
    return last.lastgroup


def label_after(plain: str, end: int) -> str | None:
    """The label that a phrase such as "is our docket number" gives to what ends here, else None."""
    phrase = _AFTER.match(plain, end, end + _AFTERWARDS)
    if not phrase:
        return None
    label = LABEL.match(plain, phrase.end(), phrase.end() + _AFTERWARDS)
    return label.lastgroup if label else None


def labels_of(plain: str, start: int, end: int) -> tuple[str | None, str | None]:
    """The labels before and after a span."""
    return label_before(plain, start), label_after(plain, end)


def is_own(labels: tuple[str | None, str | None]) -> bool:
    """Whether the text itself says that a number with these labels is one of our own."""
    before, after = labels
    return (before if after is None else after) in OWN
