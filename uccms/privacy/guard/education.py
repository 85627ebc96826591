"""What is said of a person's grades, transcripts, studies or degrees."""

import re
from collections.abc import Iterator

from uccms.privacy.guard.kinds import Finding
from uccms.privacy.guard.people import OWNER, SUBJECT, THING_AFTER, is_general

_SUBJECT_THEN = rf"(?<![a-z]){SUBJECT}(?:\s{{1,3}}|(?='))"
_ADVERB = r"(?:(?:recently|just|also|now|currently|still|already|never|only|first|once|both|later)\s{1,3}){0,2}"
_DEGREE = (
    r"(?:ph\.? ?d\.?|m\.?b\.?a\.?|m\.?s\.?c?\.?|b\.?s\.?c?\.?|b\.?a\.?|m\.?a\.?|j\.?d\.?|ll\.?m\.?|bachelor'?s?(?: degree)?(?: of [a-z]+)?|master'?s?(?: degree)?(?: of [a-z]+)?|doctorate"
    r"|associate'?s? degree|(?:[a-z]+ ){0,2}?degree|(?:high school |college )?diploma|ged|licenciatura|titulo(?: de [a-z]+)?|maestria|doctorado)"
)
_PLACE = r"(?:university|college|high school|school|institute|academy|universidad|colegio|mit|stanford|harvard|yale|caltech|georgia tech|virginia tech|[a-z]+ (?:state|tech|university|college))"
_HONORS = r"(?:summa|magna) cum laude|cum laude|with (?:highest |high |first[- ]class )?(?:honors|honours|distinction)|valedictorian|salutatorian|(?:at |near )?(?:the )?(?:top|bottom) of (?:his|her|the|their|my) class"
_TO = r"(?:[a-z.'&]+\s{1,3}){0,4}?"

_CERTAIN = (
    r"(?<![a-z])(?P<a>(?:cumulative |overall |undergraduate |college )?(?:gpa|g\.p\.a\.?|grade[- ]point average)(?:'s)?[\s,:=]{0,3}(?:(?:of|was|is|at|about|around|above|over|only|a|from|high|school|college|for|the|last|year|semester)\s{1,3}){0,5}[0-5](?:[.,][0-9]{1,2})(?: ?/ ?[45](?:\.0)?)?)",
    r"(?<![0-9.a-z])(?P<b>[0-4][.,][0-9]{1,2}\s{1,3}(?:cumulative |overall |undergraduate |college )?(?:gpa(?! (?:pressure|modulus|stress|tensile|strength|young))|grade[- ]point average))(?![a-z])",
    rf"(?<![a-z])(?P<c>(?:{OWNER}|a|the|an|copy of|official|unofficial)\s{{1,3}}(?:(?:college|university|school|high school|academic|official|unofficial|law school|undergraduate|student|graduate|[a-z]+ (?:state|tech))\s{{1,3}}){{1,3}}transcripts?)(?![a-z])",
    rf"(?<![a-z])(?P<d>{OWNER}\s{{1,3}}(?:(?:final|semester|midterm|math|school|college|exam|test|class|course|report)\s{{1,3}}){{0,2}}(?:grades|report cards?|gpa|transcripts?(?! (?:of|fee|order|from the))|test scores|exam results|(?:sat|act|lsat|gre|gmat|mcat|toefl) scores?|class rank|student records?|school records?|education(?:al)? records?|calificaciones|notas escolares|boleta de calificaciones))(?![a-z])",
    r"(?<![a-z])(?P<e>(?:sat|lsat|gre|gmat|mcat|toefl|psat|act)\s{1,3}(?:test )?(?:scores?|results?)\s*(?:of|was|is|were|:)?\s*[0-9]{2,4}|(?:scored|got|received)\s{1,3}(?:an? )?[0-9]{2,4}(?:th percentile)? (?:on|in) (?:the|his|her|my) (?:sat|lsat|gre|gmat|mcat|toefl|psat|act)s?)(?![a-z])",
    rf"{_SUBJECT_THEN}{_ADVERB}(?P<f>graduated\s{{1,3}}(?:{_TO}(?:{_HONORS})|from\s{{1,3}}[a-z.&' ]{{2,40}}?\s(?:with|in)\s{{1,3}}(?:a |an |his |her )?[a-z0-9.']+|(?:from|at)\s{{1,3}}[a-z.&']+(?:\s{{1,3}}(?:of|at|state|tech|university|college|school)(?![a-z])(?:\s{{1,3}}[a-z]+)?){{0,3}}))",
    rf"{_SUBJECT_THEN}{_ADVERB}(?P<g>(?:got|received|earned|has|had|was given|made|gets)\s{{1,3}}(?:an?|all|straight|mostly|two|three)\s{{1,3}}['\"]?(?:[a-df][+-]?|[a-df]'?s)['\"]?(?:\s{{1,3}}(?:average|minus|plus))?\s{{1,3}}(?:in|on|for)\s{{1,3}}(?:(?:his|her|my|the|their)\s{{1,3}})?[a-z]+)",
)
_DOUBTFUL = (
    rf"{_SUBJECT_THEN}{_ADVERB}(?P<h>(?:has|have|had|holds?|earned|received|got|obtained|completed|finished|is finishing|is completing|earning|'s got|tiene|obtuvo)\s{{1,3}}(?:(?:a|an|his|her|my|their|the|two|both|un|una|su)\s{{1,3}})?(?:[a-z]+(?:'s)?\s{{1,3}}){{0,2}}?{_DEGREE}(?![a-z-])(?:\s{{1,3}}(?:in|from|at|of|en|de)\s{{1,3}}[a-z]+)?)",
    rf"{_SUBJECT_THEN}(?:(?:is|was|am|'s|'m)\s{{1,3}})?{_ADVERB}(?P<i>(?:majored|majoring|majors|minored) in\s{{1,3}}[a-z]+|(?:dropped out|flunked out|was expelled|got expelled|was suspended|expelled|was kicked out|transferred|is on academic probation|was on academic probation)(?: of| from)?\s{{1,3}}(?:(?:his|her|the|my)\s{{1,3}})?{_TO}{_PLACE})",
    rf"{_SUBJECT_THEN}(?:(?:is|was|am|'s|'m|are|were|has been)\s{{1,3}})?{_ADVERB}(?P<j>(?:(?:a|an)\s{{1,3}})?(?:[a-z-]+\s{{1,3}})?(?:freshman|sophomore|junior|senior|undergraduate|undergrad|grad student|graduate student|phd student|ph\.d\. student|student|enrolled|studying(?: [a-z]+){{1,2}})\s{{1,3}}(?:at|in)\s{{1,3}}(?:the\s{{1,3}})?{_TO}{_PLACE})",
    rf"{_SUBJECT_THEN}{_ADVERB}(?P<k>(?:failed|flunked|passed|is failing|was failing|failing|is flunking)\s{{1,3}}(?:(?:his|her|my|the|their|all|out of|two|three)\s{{1,3}})?(?:[a-z]+\s{{1,3}}){{0,2}}?(?:class|classes|course|courses|algebra|calculus|chemistry|physics|biology|math|mathematics|english|history|semester|grade|finals?))(?![a-z])",
    rf"{_SUBJECT_THEN}(?:is|was|are|were|'s|'m|am)\s{{1,3}}{_ADVERB}(?P<l>in\s{{1,3}}(?:the\s{{1,3}})?(?:[1-9]|1[0-2]|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)(?:st|nd|rd|th)?\s{{1,3}}grade)(?![a-z])",
    rf"{_SUBJECT_THEN}{_ADVERB}(?P<m>(?:dropped out of|attends|attended|went to|goes to|flunked out of|se graduo (?:de|en)|estudia en|estudio en)\s{{1,3}}(?:the\s{{1,3}}|la\s{{1,3}}|el\s{{1,3}})?{_TO}{_PLACE})(?!\s{{1,3}}(?:library|event|fair|conference|meeting|campus|hearing))",
    r"(?<![a-z])(?P<n>grades?(?:\s{1,3}(?:were|was|are|is|of|on|in))?(?:\s{1,3}(?:his|her|the|my)\s{1,3}(?:report card|transcript|exam))?[:\s]+['\"]?[a-df][+-]?['\"]?(?:\s*,\s*['\"]?[a-df][+-]?['\"]?)+)(?![a-z])",
    rf"(?<![a-z])(?P<o>(?:su|mi|sus|mis)\s{{1,3}}(?:promedio|calificaciones|notas|expediente academico|historial academico|boleta))(?![a-z])",
    rf"(?<![a-z])(?P<p>(?:grade|mark|score) of (?:an? )?['\"]?[a-df][+-]?['\"]? (?:in|on|for) (?:(?:his|her|my|the)\s{{1,3}})?(?:[a-z]+\s{{1,3}}){{0,2}}?(?:class|course|exam|test|algebra|calculus|chemistry|physics|biology|math|english|history))(?![a-z])",
    r"(?<![a-z])(?:tiene|obtuvo|curso)\s(?:un |una |su )?(?P<r>(?:licenciatura|titulo|maestria|doctorado)(?: (?:en|de) [a-z]+)?)",
    rf"(?<![a-z])(?P<q>{OWNER}\s{{1,3}}(?:(?:[a-z]+'s|university|college|high school|law|medical|engineering|[a-z]+)\s{{1,3}})?(?:degree|diploma|ged|iep|thesis grade))(?![a-z])",
)
_PATTERNS = [(re.compile(pattern), True) for pattern in _CERTAIN] + [
    (re.compile(pattern), False) for pattern in _DOUBTFUL
]

_PHYSICS = re.compile(r"(?<![a-z])(?:strength|modulus|pressures?|stress|stiffness|young's|tensile|rigidity)(?![a-z])")

TRIGGERS = frozenset(
    "gpa grade grades transcript transcripts scores score scored sat lsat gre gmat mcat toefl psat act graduated cum laude honors distinction valedictorian salutatorian degree degrees diploma"
    " bachelor bachelors bachelor's master masters master's doctorate ged phd mba ph jd llm bs ba ma ms bsc msc licenciatura titulo maestria doctorado major majored majoring majors minored dropped flunked expelled"
    " suspended probation freshman sophomore junior senior undergraduate undergrad student enrolled studying failed failing passed attends attended school college university institute academy"
    " universidad colegio graduo estudia estudio promedio calificaciones notas academico boleta report rank iep educational education g straight algebra calculus chemistry physics biology math mathematics english history class course courses exam exams test average".split()
)


def education_phrases(plain: str) -> Iterator[Finding]:
    """What a sentence says of one person's schooling; institutions, titles and inventions pass."""
    for pattern, certain in _PATTERNS:
        for match in pattern.finditer(plain):
            start, end = match.span(match.lastgroup or 0)
            if is_general(plain, start) or _PHYSICS.search(plain, max(0, start - 40), start) or THING_AFTER.match(plain, end):
                continue
            yield Finding("education", start, end, certain)
