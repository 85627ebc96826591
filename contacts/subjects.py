"""What a ticket is called in lists: the first sentence of its first contact."""

import re

LONGEST = 90


def subject_of(description: str) -> str:
    """The first sentence or line of a description, cut at a word when it is long."""
    line = " ".join(description.strip().split("\n", 1)[0].split())
    sentence = re.split(r"(?<=[a-z\d)”\"])[.!?](?:\s|$)", line, maxsplit=1)[0].strip()
    if len(sentence) <= LONGEST:
        return sentence
    cut = sentence[: LONGEST - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[LONGEST // 2 :] else cut).rstrip(" ,;:") + "…"
