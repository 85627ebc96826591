"""Names, companies and sentences as they come: a few common ones, many rare ones (Zipf)."""

import random
import tomllib
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

KNOWN = {
    name: text.split()
    for name, text in tomllib.loads(
        Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
    ).items()
}


VOCABULARY = 6000  # words in ten thousand sentences


def invented(count: int, known: list[str], *, syllables: int, seed: int) -> list[str]:
    """So many words: the known ones first, then made-up ones, each once."""
    chance = random.Random(seed)
    words = dict.fromkeys(known)
    while len(words) < count:
        parts = range(chance.randint(1, syllables))
        word = "".join(
            chance.choice(KNOWN["starts"]) + chance.choice(KNOWN["middles"]) for _ in parts
        ) + chance.choice(KNOWN["ends"])
        words[word.capitalize()] = None
    return list(words)[:count]


def sentences(count: int, *, seed: int = 11) -> Iterator[str]:
    """So many sentences whose words follow Zipf's law; more sentences have more words (Heaps' law)."""
    chance = random.Random(seed)
    known = round(VOCABULARY * (count / 10_000) ** 0.5)
    words = [each.lower() for each in invented(known, KNOWN["common"], syllables=3, seed=seed)]
    bounds = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    for _ in range(count):
        drawn = chance.choices(words, cum_weights=bounds, k=chance.randint(6, 12))
        yield " ".join(drawn).capitalize() + "."
