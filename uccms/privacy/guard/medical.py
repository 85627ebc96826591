"""What is said of a person's diagnosis, treatment, medication or disability."""

import re
from collections.abc import Iterator

from uccms.privacy.guard.kinds import Finding
from uccms.privacy.guard.people import OWNER, SUBJECT, phrases
from uccms.privacy.guard.word_lists import words

_CONDITIONS = words(
    "diabetes cancer cancers leukemia lymphoma melanoma tumor tumour carcinoma hiv aids asthma"
    " depression anxiety bipolar schizophrenia dementia"
    " alzheimer alzheimer's alzheimers parkinson parkinson's parkinsons epilepsy seizures stroke"
    " pneumonia arthritis lupus fibromyalgia hepatitis"
    " tuberculosis covid covid-19 autism adhd ptsd glaucoma migraines migraine hypertension"
    " sclerosis ms als copd emphysema cirrhosis anorexia"
    " bulimia alcoholism miscarriage insomnia angina anemia crohn's colitis diverticulitis"
    " psoriasis eczema shingles sciatica concussion aneurysm"
    " hernia ulcer ulcers appendicitis kidney-stones endometriosis osteoporosis dyslexia vertigo"
    " tinnitus neuropathy sepsis palsy polio"
    " sida depresion diabetico diabetica embarazada ataque derrame"
)
_PHRASES = (
    r"heart (?:attack|disease|condition|failure|trouble|problems?|surgery)|kidney (?:failure"
    r"|disease|stones?|problems?|transplant)|liver (?:disease|failure)"
    r"|lung (?:disease|cancer)|brain (?:tumor|injury|damage)|multiple sclerosis|cerebral palsy"
    r"|sleep apnea|high blood pressure|blood clots?|panic attacks?"
    r"|nervous breakdown|mental (?:illness|breakdown|health (?:problem|issue|condition|crisis)s?)"
    r"|memory loss|macular degeneration|cataracts?|hearing loss"
    r"|chronic (?:pain|fatigue|illness|condition|back pain)|broken (?:leg|arm|hip|wrist|foot|back"
    r"|hand|ankle)|substance abuse|drug addiction|eating disorder"
    r"|down syndrome|carpal tunnel|herniated dis[ck]|learning disability|(?:a )?(?:disability"
    r"|disabilities|terminal illness|serious illness|medical condition|medical emergency"
    r"|medical problems?|medical issues?|health condition|health problems?|health issues?)"
    r"|presion alta|alta presion|sickle cell|cystic fibrosis|muscular dystrophy"
    r"|stage (?:[1-4]|four|three|two|one|iv|iii|ii|i)(?![a-z])"
)
_OF_TWO_MEANINGS = {"aids": "aids(?! (?:for|to|in) )", "depression": "depression(?! in (?:the|a) )"}
_ONE_WORD = "|".join(
    _OF_TWO_MEANINGS.get(word, re.escape(word)) for word in sorted(_CONDITIONS, key=len, reverse=True)
)
_CONDITION = rf"(?:{_PHRASES}|(?:{_ONE_WORD})(?![a-z-]))"
_ADVERB = (
    r"(?:(?:recently|just|also|now|currently|still|already|really|badly|severely|being|been"
    r"|previously|twice|first|apparently|since|once)\s{1,3}){0,2}"
)
_BE = r"(?:is|was|are|were|been|being|be|am|'s|'m|'re|has been|have been|had been|got|gets)"
_WORDS = r"(?:(?!and\b|but\b|because\b|so\b|that\b|who\b|which\b)[a-z0-9'-]+\s{1,3}){0,4}?"
_MEDICINE = (
    r"(?:insulin|metformin|prozac|zoloft|lexapro|xanax|lisinopril|warfarin|coumadin|oxycodone"
    r"|oxycontin|vicodin|percocet|methadone|lithium|adderall|ritalin|prednisone"
    r"|statins?|lipitor|antidepressants?|painkillers?|pain (?:medication|medicine|pills)"
    r"|blood thinners?|chemo(?:therapy)?|dialysis|radiation(?: therapy| treatments?)?"
    r"|medications?|medicines?|opioids?|steroids|antibiotics|beta blockers|oxygen|hospice)"
)
_STATE = (
    r"(?:(?:legally |totally |partially |nearly |completely )?blind(?! to )|deaf(?! to )"
    r"|(?:permanently |totally "
    r"|fully |partially |severely )?disabled|bipolar|autistic|diabetic|epileptic"
    r"|paraly[sz]ed|quadriplegic|paraplegic|schizophrenic|wheelchair[- ]bound|in a wheelchair"
    r"|hard of hearing|hearing[- ]impaired|visually impaired|vision[- ]impaired"
    r"|hiv[- ]positive|pregnant|terminally ill|seriously ill|gravely ill|mentally ill"
    r"|chronically ill|an amputee|in (?:a |the )?(?:hospital|icu|hospice|intensive care|rehab"
    r"|a coma|coma)"
    r"|on disability|on medical leave|on sick leave|dyslexic|anorexic|an alcoholic|in remission"
    r"|clinically depressed|immunocompromised|recovering from (?:surgery|an? operation)"
    r"|undergoing [a-z]+|having surgery|bedridden|allergic to [a-z]+|ciego|ciega|sordo|sorda"
    r"|discapacitad[oa]|diabetic[oa]|embarazada)"
)
_SUBJECT_THEN = rf"(?<![a-z]){SUBJECT}(?:\s{{1,3}}|(?='))"

_CERTAIN = (
    rf"(?<![a-z]){_BE}\s{{1,3}}{_ADVERB}(?P<a>(?:mis)?diagnosed\s{{1,3}}(?:with"
    rf"|as(?: having)?)\s{{1,3}}{_WORDS}(?:{_CONDITION}|[a-z'-]+(?:\s{{1,3}}(?:cancer|disease"
    rf"|syndrome|disorder))?))",
    r"(?<![a-z])(?:fue|ha sido|le) (?P<b>diagnostica(?:do|da|ron)\s{1,3}(?:con\s{1,3}"
    r"|de\s{1,3})?[a-z]+)",
    rf"{_SUBJECT_THEN}{_ADVERB}(?P<c>(?:has|have|had|'s got|'ve got|has got|developed|contracted"
    rf"|survived|beat|battles|battled|fought|tiene|padece(?: de)?|sufre(?: de)?|tuvo)"
    rf"\s{{1,3}}{_WORDS}{_CONDITION}(?:\s{{1,3}}(?:cancer|disease|syndrome|disorder))?)",
    rf"(?<![a-z])(?P<d>(?:suffer(?:s|ed|ing)?|recover(?:s|ed|ing)?|died|dying|die) (?:from"
    rf"|of)\s{{1,3}}{_WORDS}{_CONDITION})",
    rf"(?<![a-z])(?P<e>(?:battling|fighting|living with|struggling with|treated for"
    rf"|being treated for|surgery for|hospitali[sz]ed (?:for|with|after)|medication for|"
    rf"treatment for|therapy for|ill with|sick with|afflicted with)\s{{1,3}}{_WORDS}{_CONDITION})",
    rf"(?<![a-z]){OWNER}\s{{1,3}}(?P<f>(?:[a-z'-]+\s{{1,3}}){{0,2}}?{_CONDITION})(?!\s{{1,3}}(?:of|about))",
    rf"{_SUBJECT_THEN}(?:(?:is|was|has been|have been|had been|am|'s|'m|'re|are|were|got|esta"
    rf"|es)\s*){{1,2}}\s{{1,3}}{_ADVERB}(?P<g>{_STATE})",
)
_DOUBTFUL = (
    rf"(?<![a-z])(?:diagnosis|dx|prognosis|medical records? (?:shows?|says?|states?|indicates?))"
    rf"(?:\s{{0,2}}[:=-]|\s{{1,3}}(?:is|was|of))?\s{{1,3}}(?P<p>{_WORDS}{_CONDITION})",
    rf"{_SUBJECT_THEN}{_ADVERB}(?P<h>(?:takes?|taking|took|(?:is|was|am|are|'s|'m"
    rf"|been) (?:now )?(?:on|taking|put on)|needs?|injects?|was prescribed|were prescribed"
    rf"|been prescribed|is prescribed"
    rf"|was given|started|starts|starting|receiv(?:es|ed|ing)|undergo(?:es|ing)?|underwent|had"
    rf"|having|toma|stopped)\s{{1,3}}{_WORDS}{_MEDICINE})",
    rf"(?<![a-z])(?P<i>{OWNER}\s{{1,3}}(?:[a-z'-]+\s{{1,3}}){{0,2}}?(?:diagnosis|surgery"
    rf"|chemo(?:therapy)?|medications?|medicines?|prescriptions?|illness|disability|dialysis"
    rf"|pregnancy|hospitali[sz]ation"
    rf"|medical (?:records?|history|condition|information|file|leave|bills?|problems?|emergency"
    rf"|reports?)|doctor's (?:note|letter|report)|mental health|health (?:condition|problems?"
    rf"|issues?)"
    rf"|blood (?:type|pressure|sugar|test results?)|psychiatrist|oncologist|therapist|miscarriage"
    rf"|disease|transplant|operation|enfermedad|discapacidad|embarazo|medicamentos?))(?![a-z])",
    rf"{_SUBJECT_THEN}{_ADVERB}(?P<j>(?:has|have|had|is having|was having|is having|needs|needed"
    rf"|undergoing|underwent|scheduled for|recovering from)\s{{1,3}}{_WORDS}"
    rf"(?:surgery|transplant|bypass|mastectomy|amputation|colonoscopy|biopsy|chemo(?:therapy)?"
    rf"|dialysis|hip replacement|knee replacement|c-section|hysterectomy|stent|pacemaker))(?![a-z])",
    rf"{_SUBJECT_THEN}{_ADVERB}(?:(?:is|was|has been|have been|had been|am|'s|'m|were|got"
    rf"|been)\s{{1,3}}){{1,2}}{_ADVERB}(?P<k>hospitali[sz]ed|institutionali[sz]ed"
    rf"|admitted to (?:the |a )?(?:[a-z]+ )?hospital|diagnosed(?! with| as))",
    rf"{_SUBJECT_THEN}{_ADVERB}(?P<l>(?:receives?|receiving|gets?|getting|collects?|draws?|on"
    rf"|uses?) (?:ssi|ssdi|social security disability|disability(?: benefits| payments| checks?)?"
    rf"|a wheelchair|hearing aids?|an oxygen tank))(?![a-z])",
    rf"(?<![a-z])(?P<m>(?:a|the|my|his|her) (?:doctor'?s? (?:note|letter|certificate)"
    rf"|medical certificate) (?:that says|saying|about|for|stating|showing"
    rf"|confirming)\s{{1,3}}{_WORDS}[a-z]+)",
    r"(?<![a-z])(?P<n>blood type (?:is )?(?:a|b|ab|o)[ -]?(?:positive|negative|pos|neg|\+|-))",
    rf"{_SUBJECT_THEN}(?P<o>(?:broke|fractured) (?:his|her|my|a|their) (?:leg|arm|hip|wrist|foot"
    rf"|back|hand|ankle|neck))",
)
_PATTERNS = [(re.compile(pattern), True) for pattern in _CERTAIN] + [
    (re.compile(pattern), False) for pattern in _DOUBTFUL
]

TRIGGERS = _CONDITIONS | words(
    "diagnosed misdiagnosed diagnosis diagnosticado diagnosticada diagnosticaron heart kidney"
    " liver lung brain multiple cerebral sleep blood panic nervous mental memory"
    " macular cataract cataracts hearing chronic broken substance addiction disorder syndrome"
    " carpal herniated learning disability disabilities illness medical health"
    " presion sickle cystic muscular stage insulin metformin prozac zoloft lexapro xanax"
    " lisinopril warfarin coumadin oxycodone oxycontin vicodin percocet methadone"
    " lithium adderall ritalin prednisone statin statins lipitor antidepressant antidepressants"
    " painkiller painkillers pain thinner thinners chemo chemotherapy dialysis"
    " radiation medication medications medicine medicines opioid opioids steroids antibiotics"
    " blockers oxygen hospice blind deaf disabled autistic diabetic epileptic"
    " paralyzed paralysed quadriplegic paraplegic schizophrenic wheelchair impaired positive"
    " pregnant ill ciego ciega sordo sorda discapacitado discapacitada amputee"
    " hospital icu intensive rehab coma sick dyslexic anorexic alcoholic remission depressed"
    " immunocompromised surgery operation undergoing bedridden allergic"
    " prescription prescriptions prescribed pregnancy hospitalized hospitalised hospitalization"
    " doctor psychiatrist oncologist therapist disease transplant bypass"
    " mastectomy amputation colonoscopy biopsy replacement hysterectomy stent pacemaker"
    " institutionalized ssi ssdi broke fractured enfermedad discapacidad embarazo"
    " medicamento medicamentos crohn"
)

_LETTER = "[ac-hj-km-np-rt-y]"  # without S, L, O, I, B and Z, as the format says
_EITHER = "[0-9ac-hj-km-np-rt-y]"
_BENEFICIARY = re.compile(
    rf"[1-9](?<![a-z0-9].){_LETTER}{_EITHER}[0-9](-?){_LETTER}{_EITHER}[0-9]\1"
    rf"{_LETTER}{{2}}[0-9]{{2}}(?![a-z0-9])"
)


def beneficiary_numbers(plain: str) -> Iterator[Finding]:
    """Medicare beneficiary identifiers (CMS format of eleven places)."""
    for match in _BENEFICIARY.finditer(plain):
        yield Finding("medical", *match.span(), certain=True)


def medical_phrases(plain: str) -> Iterator[Finding]:
    """What a sentence says of one person's health; inventions and patients at large pass."""
    return phrases("medical", plain, _PATTERNS, TRIGGERS)
