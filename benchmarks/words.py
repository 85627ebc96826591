"""Names, companies and sentences as they come: a few common ones, many rare ones (Zipf)."""

import random
import tomllib
from pathlib import Path

KNOWN = {
    name: text.split()
    for name, text in tomllib.loads(
        Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
    ).items()
}


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


def sentences(count: int, *, seed: int = 11) -> list[str]:
    """So many sentences whose words follow Zipf's law."""
    chance = random.Random(seed)
    words = [each.lower() for each in invented(6000, KNOWN["common"], syllables=3, seed=seed)]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    drawn = iter(chance.choices(words, weights, k=count * 12))
    return [
        " ".join(next(drawn) for _ in range(chance.randint(6, 12))).capitalize() + "." for _ in range(count)
    ]
