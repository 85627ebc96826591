"""What is said of a person's diagnosis, treatment, medication or disability."""

import re
from collections.abc import Iterator

from uccms.privacy.guard.kinds import Finding
from uccms.privacy.guard.people import OWNER, SUBJECT, THING_AFTER, is_general

_CONDITIONS = (
    "diabetes cancer cancers leukemia lymphoma melanoma tumor tumour carcinoma hiv aids asthma depression anxiety bipolar schizophrenia dementia"
    " alzheimer alzheimer's alzheimers parkinson parkinson's parkinsons epilepsy seizures stroke pneumonia arthritis lupus fibromyalgia hepatitis"
    " tuberculosis covid covid-19 autism adhd ptsd glaucoma migraines migraine hypertension sclerosis ms als copd emphysema cirrhosis anorexia"
    " bulimia alcoholism miscarriage insomnia angina anemia crohn's colitis diverticulitis psoriasis eczema shingles sciatica concussion aneurysm"
    " hernia ulcer ulcers appendicitis kidney-stones endometriosis osteoporosis dyslexia vertigo tinnitus neuropathy sepsis palsy polio"
    " sida depresion diabetico diabetica embarazada ataque derrame"
).split()
_PHRASES = (
    r"heart (?:attack|disease|condition|failure|trouble|problems?|surgery)|kidney (?:failure|disease|stones?|problems?|transplant)|liver (?:disease|failure)"
    r"|lung (?:disease|cancer)|brain (?:tumor|injury|damage)|multiple sclerosis|cerebral palsy|sleep apnea|high blood pressure|blood clots?|panic attacks?"
    r"|nervous breakdown|mental (?:illness|breakdown|health (?:problem|issue|condition|crisis)s?)|memory loss|macular degeneration|cataracts?|hearing loss"
    r"|chronic (?:pain|fatigue|illness|condition|back pain)|broken (?:leg|arm|hip|wrist|foot|back|hand|ankle)|substance abuse|drug addiction|eating disorder"
    r"|down syndrome|carpal tunnel|herniated dis[ck]|learning disability|(?:a )?(?:disability|disabilities|terminal illness|serious illness|medical condition|medical emergency"
    r"|medical problems?|medical issues?|health condition|health problems?|health issues?)|presion alta|alta presion|sickle cell|cystic fibrosis|muscular dystrophy"
    r"|stage (?:[1-4]|four|three|two|one|iv|iii|ii|i)(?![a-z])"
)
_CONDITION = (
    rf"(?:{_PHRASES}|(?:{'|'.join(sorted(map(re.escape, _CONDITIONS), key=len, reverse=True))})(?![a-z-]))"
)
_ADVERB = r"(?:(?:recently|just|also|now|currently|still|already|really|badly|severely|being|been|previously|twice|first|apparently|since|once)\s{1,3}){0,2}"
_BE = r"(?:is|was|are|were|been|being|be|am|'s|'m|'re|has been|have been|had been|got|gets)"
_WORDS = r"(?:(?!and\b|but\b|because\b|so\b|that\b|who\b|which\b)[a-z0-9'-]+\s{1,3}){0,4}?"
_MEDICINE = (
    r"(?:insulin|metformin|prozac|zoloft|lexapro|xanax|lisinopril|warfarin|coumadin|oxycodone|oxycontin|vicodin|percocet|methadone|lithium|adderall|ritalin|prednisone"
    r"|statins?|lipitor|antidepressants?|painkillers?|pain (?:medication|medicine|pills)|blood thinners?|chemo(?:therapy)?|dialysis|radiation(?: therapy| treatments?)?"
    r"|medications?|medicines?|opioids?|steroids|antibiotics|beta blockers|oxygen|hospice)"
)
_STATE = (
    r"(?:(?:legally |totally |partially |nearly |completely )?blind|deaf|(?:permanently |totally |fully |partially |severely )?disabled|bipolar|autistic|diabetic|epileptic"
    r"|paraly[sz]ed|quadriplegic|paraplegic|schizophrenic|wheelchair[- ]bound|in a wheelchair|hard of hearing|hearing[- ]impaired|visually impaired|vision[- ]impaired"
    r"|hiv[- ]positive|pregnant|terminally ill|seriously ill|gravely ill|mentally ill|chronically ill|an amputee|in (?:a |the )?(?:hospital|icu|hospice|intensive care|rehab|a coma|coma)"
    r"|on disability|on medical leave|on sick leave|dyslexic|anorexic|an alcoholic|in remission|clinically depressed|immunocompromised|recovering from (?:surgery|an? operation)"
    r"|undergoing [a-z]+|having surgery|bedridden|allergic to [a-z]+|ciego|ciega|sordo|sorda|discapacitad[oa]|diabetic[oa]|embarazada)"
)
_SUBJECT_THEN = rf"(?<![a-z]){SUBJECT}(?:\s{{1,3}}|(?='))"

_CERTAIN = (
    rf"(?<![a-z]){_BE}\s{{1,3}}{_ADVERB}(?P<a>(?:mis)?diagnosed\s{{1,3}}(?:with|as(?: having)?)\s{{1,3}}{_WORDS}(?:{_CONDITION}|[a-z'-]+(?:\s{{1,3}}(?:cancer|disease|syndrome|disorder))?))",
    rf"(?<![a-z])(?:fue|ha sido|le) (?P<b>diagnostica(?:do|da|ron)\s{{1,3}}(?:con\s{{1,3}}|de\s{{1,3}})?[a-z]+)",
    rf"{_SUBJECT_THEN}{_ADVERB}(?P<c>(?:has|have|had|'s got|'ve got|has got|developed|contracted|survived|beat|battles|battled|fought|tiene|padece(?: de)?|sufre(?: de)?|tuvo)"
    rf"\s{{1,3}}{_WORDS}{_CONDITION}(?:\s{{1,3}}(?:cancer|disease|syndrome|disorder))?)",
    rf"(?<![a-z])(?P<d>(?:suffer(?:s|ed|ing)?|recover(?:s|ed|ing)?|died|dying|die) (?:from|of)\s{{1,3}}{_WORDS}{_CONDITION})",
    rf"(?<![a-z])(?P<e>(?:battling|fighting|living with|struggling with|treated for|being treated for|surgery for|hospitali[sz]ed (?:for|with|after)|medication for|"
    rf"treatment for|therapy for|ill with|sick with|afflicted with)\s{{1,3}}{_WORDS}{_CONDITION})",
    rf"(?<![a-z]){OWNER}\s{{1,3}}(?P<f>(?:[a-z'-]+\s{{1,3}}){{0,2}}?{_CONDITION})(?!\s{{1,3}}(?:of|about))",
    rf"{_SUBJECT_THEN}(?:(?:is|was|has been|have been|had been|am|'s|'m|'re|are|were|got|esta|es)\s*){{1,2}}\s{{1,3}}{_ADVERB}(?P<g>{_STATE})",
)
_DOUBTFUL = (
    rf"{_SUBJECT_THEN}{_ADVERB}(?P<h>(?:takes?|taking|took|(?:is|was|am|are|'s|'m|been) (?:now )?(?:on|taking|put on)|needs?|injects?|was prescribed|were prescribed|been prescribed|is prescribed"
    rf"|was given|started|starts|starting|receiv(?:es|ed|ing)|undergo(?:es|ing)?|underwent|had|having|toma|stopped)\s{{1,3}}{_WORDS}{_MEDICINE})",
    rf"(?<![a-z])(?P<i>{OWNER}\s{{1,3}}(?:[a-z'-]+\s{{1,3}}){{0,2}}?(?:diagnosis|surgery|chemo(?:therapy)?|medications?|medicines?|prescriptions?|illness|disability|dialysis|pregnancy|hospitali[sz]ation"
    rf"|medical (?:records?|history|condition|information|file|leave|bills?|problems?|emergency|reports?)|doctor's (?:note|letter|report)|mental health|health (?:condition|problems?|issues?)"
    rf"|blood (?:type|pressure|sugar|test results?)|psychiatrist|oncologist|therapist|miscarriage|disease|transplant|operation|enfermedad|discapacidad|embarazo|medicamentos?))(?![a-z])",
    rf"{_SUBJECT_THEN}{_ADVERB}(?P<j>(?:has|have|had|is having|was having|is having|needs|needed|undergoing|underwent|scheduled for|recovering from)\s{{1,3}}{_WORDS}"
    rf"(?:surgery|transplant|bypass|mastectomy|amputation|colonoscopy|biopsy|chemo(?:therapy)?|dialysis|hip replacement|knee replacement|c-section|hysterectomy|stent|pacemaker))(?![a-z])",
    rf"{_SUBJECT_THEN}{_ADVERB}(?:(?:is|was|has been|have been|had been|am|'s|'m|were|got|been)\s{{1,3}}){{1,2}}{_ADVERB}(?P<k>hospitali[sz]ed|institutionali[sz]ed|admitted to (?:the |a )?(?:[a-z]+ )?hospital|diagnosed(?! with| as))",
    rf"{_SUBJECT_THEN}{_ADVERB}(?P<l>(?:receives?|receiving|gets?|getting|collects?|draws?|on|uses?) (?:ssi|ssdi|social security disability|disability(?: benefits| payments| checks?)?|a wheelchair|hearing aids?|an oxygen tank))(?![a-z])",
    rf"(?<![a-z])(?P<m>(?:a|the|my|his|her) (?:doctor'?s? (?:note|letter|certificate)|medical certificate) (?:that says|saying|about|for|stating|showing|confirming)\s{{1,3}}{_WORDS}[a-z]+)",
    rf"(?<![a-z])(?P<n>blood type (?:is )?(?:a|b|ab|o)[ -]?(?:positive|negative|pos|neg|\+|-))",
    rf"{_SUBJECT_THEN}(?P<o>(?:broke|fractured) (?:his|her|my|a|their) (?:leg|arm|hip|wrist|foot|back|hand|ankle|neck))",
)
_PATTERNS = [(re.compile(pattern), True) for pattern in _CERTAIN] + [
    (re.compile(pattern), False) for pattern in _DOUBTFUL
]

TRIGGERS = frozenset(_CONDITIONS) | frozenset(
    "diagnosed misdiagnosed diagnosis diagnosticado diagnosticada diagnosticaron heart kidney liver lung brain multiple cerebral sleep blood panic nervous mental memory"
    " macular cataract cataracts hearing chronic broken substance addiction disorder syndrome carpal herniated learning disability disabilities illness medical health"
    " presion sickle cystic muscular stage insulin metformin prozac zoloft lexapro xanax lisinopril warfarin coumadin oxycodone oxycontin vicodin percocet methadone"
    " lithium adderall ritalin prednisone statin statins lipitor antidepressant antidepressants painkiller painkillers pain thinner thinners chemo chemotherapy dialysis"
    " radiation medication medications medicine medicines opioid opioids steroids antibiotics blockers oxygen hospice blind deaf disabled autistic diabetic epileptic"
    " paralyzed paralysed quadriplegic paraplegic schizophrenic wheelchair impaired positive pregnant ill ciego ciega sordo sorda discapacitado discapacitada amputee"
    " hospital icu intensive rehab coma sick dyslexic anorexic alcoholic remission depressed immunocompromised surgery operation undergoing bedridden allergic"
    " prescription prescriptions prescribed pregnancy hospitalized hospitalised hospitalization doctor psychiatrist oncologist therapist disease transplant bypass"
    " mastectomy amputation colonoscopy biopsy replacement hysterectomy stent pacemaker institutionalized ssi ssdi broke fractured enfermedad discapacidad embarazo"
    " medicamento medicamentos crohn".split()
)

_BENEFICIARY = re.compile(
    r"[1-9](?<![a-z0-9].)[ac-hj-km-np-rt-y][0-9ac-hj-km-np-rt-y][0-9](-?)[ac-hj-km-np-rt-y][0-9ac-hj-km-np-rt-y][0-9]\1[ac-hj-km-np-rt-y]{2}[0-9]{2}(?![a-z0-9])"
)


def beneficiary_numbers(plain: str) -> Iterator[Finding]:
    """Medicare beneficiary identifiers (CMS format of eleven places)."""
    for match in _BENEFICIARY.finditer(plain):
        yield Finding("medical", *match.span(), certain=True)


def medical_phrases(plain: str) -> Iterator[Finding]:
    """What a sentence says of one person's health; inventions and patients at large pass."""
    for pattern, certain in _PATTERNS:
        for match in pattern.finditer(plain):
            start, end = match.span(match.lastgroup or 0)
            if is_general(plain, start) or THING_AFTER.match(plain, end):
                continue
            yield Finding("medical", start, end, certain)
