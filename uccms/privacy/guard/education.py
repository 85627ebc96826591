"""What is said of a person's grades, transcripts, studies or degrees."""

import re
from collections.abc import Iterator

from uccms.privacy.guard.kinds import Finding
from uccms.privacy.guard.people import OWNER, SUBJECT, phrases
from uccms.privacy.guard.word_lists import words

_SUBJECT_THEN = rf"(?<![a-z]){SUBJECT}(?:\s{{1,3}}|(?='))"
_ADVERB = (
    r"(?:(?:recently|just|also|now|currently|still|already|never|only|first|once|both"
    r"|later)\s{1,3}){0,2}"
)
_DEGREE = (
    r"(?:ph\.? ?d\.?|m\.?b\.?a\.?|m\.?s\.?c?\.?|b\.?s\.?c?\.?|b\.?a\.?|m\.?a\.?|j\.?d\.?"
    r"|ll\.?m\.?|(?:bachelor|master)'?s?(?: degree(?: of [a-z]+)?| of [a-z]+|(?= (?:in|from|at) ))"
    r"|doctorate"
    r"|associate'?s? degree|(?:[a-z]+ ){0,2}?degree(?! of (?!arts|science|law|engineering|doctor"
    r"|bachelor|master))|(?:high school |college )?diploma|ged"
    r"|licenciatura|titulo(?: de [a-z]+)?|maestria|doctorado)"
)
_PLACE = (
    r"(?:university|college|high school|school|institute|academy|universidad|colegio|mit|stanford"
    r"|harvard|yale|caltech|georgia tech|virginia tech|[a-z]+ (?:state|tech|university|college))"
)
_HONORS = (
    r"(?:summa|magna) cum laude|cum laude|with (?:highest |high |first[- ]class )?(?:honors|honours"
    r"|distinction)|valedictorian|salutatorian|(?:at |near )?(?:the )?(?:top|bottom) of (?:his|her"
    r"|the|their|my) class"
)
_TO = r"(?:[a-z.'&]+\s{1,3}){0,4}?"

_CERTAIN = (
    r"(?<![a-z])(?P<a>(?:cumulative |overall |undergraduate |college )?(?:gpa|g\.p\.a\.?"
    r"|grade[- ]point average)(?:'s)?[\s,:=]{0,3}(?:(?:of|was|is|at|about|around|above|over|only"
    r"|a|from|high|school|college|for|the|last|year"
    r"|semester)\s{1,3}){0,5}[0-5](?:[.,][0-9]{1,2})(?: ?/ ?[45](?:\.0)?)?)",
    r"(?<![0-9.a-z])(?P<b>[0-4][.,][0-9]{1,2}\s{1,3}(?:cumulative |overall |undergraduate "
    r"|college )?(?:gpa(?! (?:pressure|modulus|stress|tensile|strength|young))"
    r"|grade[- ]point average))(?![a-z])",
    rf"(?<![a-z])(?P<c>(?:{OWNER}|a|the|an|copy of|official|unofficial)\s{{1,3}}(?:(?:college"
    rf"|university|school|high school|academic|official|unofficial|law school|undergraduate"
    rf"|student|graduate|[a-z]+ (?:state|tech))\s{{1,3}}){{1,3}}transcripts?)(?![a-z])",
    rf"(?<![a-z])(?P<d>{OWNER}\s{{1,3}}(?:(?:final|semester|midterm|math|school|college|exam|test"
    rf"|class|course|report)\s{{1,3}}){{0,2}}(?:grades|report cards?|gpa|transcripts?(?! (?:of|fee"
    rf"|order|from the))|test scores|exam results|(?:sat|act|lsat|gre|gmat|mcat|toefl) scores?"
    rf"|class rank|student records?|school records?|education(?:al)? records?|calificaciones"
    rf"|notas escolares|boleta de calificaciones))(?![a-z])",
    r"(?<![a-z])(?P<e>(?:sat|lsat|gre|gmat|mcat|toefl|psat|act)\s{1,3}(?:test )?(?:scores?"
    r"|results?)\s*(?:of|was|is|were|:)?\s*[0-9]{2,4}|(?:scored|got"
    r"|received)\s{1,3}(?:an? )?[0-9]{2,4}(?:th percentile)? (?:on|in) (?:the|his|her|my) (?:sat"
    r"|lsat|gre|gmat|mcat|toefl|psat|act)s?)(?![a-z])",
    rf"{_SUBJECT_THEN}{_ADVERB}(?P<f>graduated\s{{1,3}}(?:{_TO}(?:{_HONORS})"
    rf"|from\s{{1,3}}[a-z.&' ]{{2,40}}?\s(?:with|in)\s{{1,3}}(?:a |an |his |her )?[a-z0-9.']+"
    rf"|(?:from|at)\s{{1,3}}[a-z.&']+(?:\s{{1,3}}(?:of|at|state|tech|university|college"
    rf"|school)(?![a-z])(?:\s{{1,3}}[a-z]+)?){{0,3}}))",
    rf"{_SUBJECT_THEN}{_ADVERB}(?P<g>(?:got|received|earned|has|had|was given|made"
    rf"|gets)\s{{1,3}}(?:an?|all|straight|mostly|two|three)\s{{1,3}}['\"]?(?:[a-df][+-]?"
    rf"|[a-df]'?s)['\"]?(?:\s{{1,3}}(?:average|minus|plus))?\s{{1,3}}(?:in|on"
    rf"|for)\s{{1,3}}(?:(?:his|her|my|the|their)\s{{1,3}})?[a-z]+)",
)
_DOUBTFUL = (
    rf"{_SUBJECT_THEN}{_ADVERB}(?P<h>(?:has|have|had|holds?|earned|received|got|obtained|completed"
    rf"|finished|is finishing|is completing|earning|'s got|tiene|obtuvo)\s{{1,3}}(?:(?:a|an|his"
    rf"|her|my|their|the|two|both|un|una"
    rf"|su)\s{{1,3}})?(?:[a-z]+(?:'s)?\s{{1,3}}){{0,2}}?{_DEGREE}(?![a-z-])(?:\s{{1,3}}(?:in|from"
    rf"|at|of|en|de)\s{{1,3}}[a-z]+)?)",
    rf"{_SUBJECT_THEN}(?:(?:is|was|am|'s|'m)\s{{1,3}})?{_ADVERB}(?P<i>(?:majored|majoring|majors"
    rf"|minored) in\s{{1,3}}[a-z]+|(?:dropped out|flunked out|was expelled|got expelled"
    rf"|was suspended|expelled|was kicked out|transferred|is on academic probation"
    rf"|was on academic probation)(?: of| from)?\s{{1,3}}(?:(?:his|her|the"
    rf"|my)\s{{1,3}})?{_TO}{_PLACE})",
    rf"{_SUBJECT_THEN}(?:(?:is|was|am|'s|'m|are|were|has been)\s{{1,3}})?{_ADVERB}(?P<j>(?:(?:a"
    rf"|an)\s{{1,3}})?(?:[a-z-]+\s{{1,3}})?(?:freshman|sophomore|junior|senior|undergraduate"
    rf"|undergrad|grad student|graduate student|phd student|ph\.d\. student|student|enrolled"
    rf"|studying(?: [a-z]+){{1,2}})\s{{1,3}}(?:at|in)\s{{1,3}}(?:the\s{{1,3}})?{_TO}{_PLACE})",
    rf"{_SUBJECT_THEN}{_ADVERB}(?P<k>(?:failed|flunked|passed|is failing|was failing|failing"
    rf"|is flunking)\s{{1,3}}(?:(?:his|her|my|the|their|all|out of|two"
    rf"|three)\s{{1,3}})?(?:[a-z]+\s{{1,3}}){{0,2}}?(?:class|classes|course|courses|algebra"
    rf"|calculus|chemistry|physics|biology|math|mathematics|english|history|semester|grade"
    rf"|finals?|year))(?![a-z])",
    rf"{_SUBJECT_THEN}(?:is|was|are|were|'s|'m"
    rf"|am)\s{{1,3}}{_ADVERB}(?P<l>in\s{{1,3}}(?:the\s{{1,3}})?(?:[1-9]|1[0-2]|first|second|third"
    rf"|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)(?:st|nd|rd"
    rf"|th)?\s{{1,3}}grade)(?![a-z]| of)",
    rf"{_SUBJECT_THEN}{_ADVERB}(?P<m>(?:dropped out of|attends|attended|went to|goes to"
    rf"|flunked out of|se graduo (?:de|en)|estudia en|estudio en)\s{{1,3}}(?:the\s{{1,3}}"
    rf"|la\s{{1,3}}|el\s{{1,3}})?{_TO}{_PLACE})(?!\s{{1,3}}(?:library|event|fair|conference"
    rf"|meeting|campus|hearing))",
    r"(?<![a-z])(?P<n>grades?(?:\s{1,3}(?:were|was|are|is|of|on|in))?(?:\s{1,3}(?:his|her|the"
    r"|my)\s{1,3}(?:report card|transcript"
    r"|exam))?[:\s]+['\"]?[a-df][+-]?['\"]?(?:\s*,\s*['\"]?[a-df][+-]?['\"]?)+)(?![a-z])",
    r"(?<![a-z])(?P<o>(?:su|mi|sus|mis)\s{1,3}(?:promedio|calificaciones|notas"
    r"|expediente academico|historial academico|boleta))(?![a-z])",
    r"(?<![a-z])(?P<p>(?:grade|mark|score) of (?:an? )?['\"]?[a-df][+-]?['\"]? (?:in|on"
    r"|for) (?:(?:his|her|my|the)\s{1,3})?(?:[a-z]+\s{1,3}){0,2}?(?:class|course|exam|test"
    r"|algebra|calculus|chemistry|physics|biology|math|english|history))(?![a-z])",
    r"(?<![a-z])(?:tiene|obtuvo|curso)\s(?:un |una |su )?(?P<r>(?:licenciatura|titulo|maestria"
    r"|doctorado)(?: (?:en|de) [a-z]+)?)",
    r"(?<![a-z])(?P<s>transcripts? (?:shows?|says?|lists?))(?![a-z])",
    rf"(?<![a-z])(?P<q>{OWNER}\s{{1,3}}(?:(?:[a-z]+'s|university|college|high school|law|medical"
    rf"|engineering|[a-z]+)\s{{1,3}})?(?:degree|diploma|ged|iep|thesis grade))(?![a-z])",
)
_PATTERNS = [(re.compile(pattern), True) for pattern in _CERTAIN] + [
    (re.compile(pattern), False) for pattern in _DOUBTFUL
]

_PHYSICS = re.compile(
    r"(?<![a-z])(?:strength|modulus|pressures?|stress|stiffness|young's|tensile|rigidity)(?![a-z])"
)

TRIGGERS = words(
    "gpa grade grades transcript transcripts scores score scored lsat gre gmat mcat toefl graduated cum"
    " laude honors distinction valedictorian salutatorian degree degrees diploma bachelor bachelors"
    " bachelor's master masters master's doctorate ged phd mba ph jd llm bs ba ma ms bsc msc"
    " licenciatura titulo maestria doctorado major majored majoring majors minored dropped flunked"
    " expelled suspended probation freshman sophomore junior senior undergraduate undergrad student"
    " enrolled studying failed failing passed attends attended graduo estudia estudio promedio"
    " calificaciones notas academico boleta report rank iep educational education g straight transferred"
    " kicked went goes geometry statistics algebra calculus chemistry physics biology math mathematics"
    " average"
)


def education_phrases(plain: str) -> Iterator[Finding]:
    """What a sentence says of one person's schooling; institutions, titles and inventions pass."""
    for finding in phrases("education", plain, _PATTERNS, TRIGGERS):
        if not _PHYSICS.search(plain, max(0, finding.start - 40), finding.start):
            yield finding
