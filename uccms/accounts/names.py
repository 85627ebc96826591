"""How names of staff are compared: by the beginnings of their words, in any order, folded."""

from collections.abc import Sequence
from functools import lru_cache

from uccms.folding import folded

LONGEST_WORD = 100  # signs that are compared; the database's index takes no word of any length


@lru_cache(maxsize=20_000)
def words_of_name(text: str) -> tuple[str, ...]:
    """The words of a name: letters and digits alone, so that an apostrophe divides, too."""
    apart = "".join(sign if sign.isalnum() else " " for sign in folded(text)).split()
    return tuple(word[:LONGEST_WORD] for word in apart)


def begin(words: Sequence[str], typed: Sequence[str]) -> bool:
    """Whether each of the typed words is the beginning of one of the others."""
    return all(any(word.startswith(each) for word in words) for each in typed)
