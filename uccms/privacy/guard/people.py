"""Phrases that speak of a person, and not of an invention, a claim or a product."""

import re
from collections.abc import Iterator

from uccms.privacy.guard.kinds import Finding

SUBJECT = (
    r"(?:i|he|she|we|they|who|ella|el|yo|caller|callers?|customer|inventor|co-?inventor|applicant"
    r"|client|attorney|owner|registrant|requester|agent|examiner"
    r"|wife|husband|spouse|son|daughter|mother|father|mom|dad|brother|sister|partner|child|kid"
    r"|baby|boss|uncle|aunt|cousin|grand(?:mother|father|son|daughter|pa|ma)"
    r"|nephew|niece|colleague|secretary|assistant|employee|paralegal|father-in-law|mother-in-law"
    r"|friend|roommate|neighbor|nino|nina|hijo|hija|esposo|esposa|madre|padre"
    r"|m(?:r|rs|s|iss|x)\.? [a-z'-]+|dr\.? [a-z'-]+|[a-z]+(?= (?:has|was|is|had) ))"
)
OWNER = (
    r"(?:my|his|her|their|our|own|caller's|callers'|customer's|inventor's|inventors'|applicant's"
    r"|client's|owner's|wife's|husband's|son's|daughter's|mother's|father's"
    r"|mom's|dad's|brother's|sister's|partner's|child's|kid's|baby's|attorney's|registrant's"
    r"|employee's|examiner's|spouse's|colleague's|su|mi)"
)
_GENERAL = re.compile(
    r"(?<![a-z])(?:patients?|people|persons?|subjects?|individuals?|users?|those|anyone|someone"
    r"|everyone|mammals?|humans?|animals?|children|adults|women|men|kids"
    r"|students?|teachers?|elderly|methods?|claims?|claimed|claiming|devices?|systems?"
    r"|compositions?|compounds?|kits?|apparatus|inventions?|formulations?|pharmaceuticals?"
    r"|drugs?|wheelchairs? (?:patent|appl\w+)|apps?|software|products?|treating|prevent\w*|titled"
    r"|entitled|called|named|marks?|logo|slogan|studies|study|research"
    r"|books?|articles?|abstract|specification|embodiments?|applications?|patents?|goods|services"
    r"|class|classes|specimen|prior art|search(?:es|ed|ing)?"
    r"|machines?|programs?|platforms?|websites?|companies|company|museum|charity|foundation"
    r"|nonprofit)(?![a-z])"
)
_CLAUSE = re.compile(
    r"[.,;:!?\n()]|(?<![a-z])(?:because|since|so|and|but|as|while|when|although|though|due to"
    r"|that|said|says|explained|porque)(?![a-z])"
)
_REACH = 60
_THING_AFTER = re.compile(
    r"(?:[ -]{1,2}(?!(?:and|so|but|because|since|which|that|to|on|in|for|with|is|was|has|he|she"
    r"|they|i)\b)[a-z']+){0,3}?[ -]{1,2}(?:devices?|patents?|applications?|app|apps"
    r"|inventions?|monitors?|monitoring|software|kits?|apparatus|methods?|trade ?marks?|marks?"
    r"|products?|systems?|compositions?|drugs?|formulations?|tests?|testing"
    r"|assays?|claims?|charity|foundation|walk|awareness|fundraiser|research|researchers?"
    r"|researching|screening|detection|detector|sensors?|cure|vaccine|pens?|pumps?"
    r"|inhalers?|trackers?|tracking|tools?|aids?|clinic|center|centre|institute|program|book"
    r"|brochure|specialists?|doctors?|company|startup|business|lab|laboratory"
    r"|patients|treatments?(?= (?:patent|appl|meth|dev|prod|inv))|treatment method|toys?|shoes?"
    r"|equipment|machines?|gloves?|chair|bed|ramp|lift|cases?|art|class|model"
    r"|mouse|mice|management|prevention|diagnostics?|imaging|therapeutics?|biomarkers?|reagents?"
    r"|portfolio|filings?|cover|covers|designs?|garments?|stockings?|supplement"
    r"|supplements|solution|remedy|remedies|relief|idea|concept|prototype|unit|section|alarms?"
    r"|files?|word|office|windows"
    r"|excel|access|outlook|cord|cords|rivets?|stamp)(?![a-z])"
)


_IN_PHRASE = re.compile(r"(?<![a-z])(?:patents?|applications?|inventions?|claims?|devices?|marks?)(?![a-z])")
_WORD = re.compile(r"[a-z]+")
_WINDOW = 110


def phrases(
    kind: str, plain: str, patterns: list[tuple[re.Pattern[str], bool]], triggers: frozenset[str]
) -> Iterator[Finding]:
    """What patterns find near trigger words and say of one person; each pattern has its certainty."""
    for low, high in _windows(plain, triggers):
        for pattern, certain in patterns:
            for match in pattern.finditer(plain, low, high):
                start, end = match.span(match.lastgroup or 0)
                if not _is_about_a_thing(plain, start, end):
                    yield Finding(kind, start, end, certain)


def _windows(plain: str, triggers: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The stretches of text around trigger words, so that a long text costs no more than they do."""
    low = high = 0
    for word in _WORD.finditer(plain):
        if word[0] not in triggers:
            continue
        if word.start() - _WINDOW > high:
            if high:
                yield low, high
            low = word.start() - _WINDOW
        rest = _WORD.match(plain, word.end() + _WINDOW)
        high = rest.end() if rest else word.end() + _WINDOW
    if high:
        yield low, high


def _is_about_a_thing(plain: str, start: int, end: int) -> bool:
    return (
        _is_general(plain, start)
        or _IN_PHRASE.search(plain, start, end) is not None
        or _THING_AFTER.match(plain, end) is not None
    )


def _is_general(plain: str, start: int) -> bool:
    """Whether the clause before speaks of patients, users or claims at large, or names an invention."""
    low = max(0, start - _REACH)
    last = low
    for boundary in _CLAUSE.finditer(plain, low, start):
        last = boundary.end()
    return bool(_GENERAL.search(plain, last, start))
