"""What no pattern of the guard uses: Python before 3.11.5 reads it wrongly, and Debian 12 has 3.11.2."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

from uccms.privacy import guard

UNSAFE = {"POSSESSIVE_REPEAT", "ATOMIC_GROUP"}  # python/cpython#106052


def patterns() -> dict[str, re.Pattern]:
    found = {}
    for module in pkgutil.iter_modules(guard.__path__, f"{guard.__name__}."):
        for name, value in vars(importlib.import_module(module.name)).items():
            for each in value if isinstance(value, list | tuple) else [value]:
                if isinstance(each, re.Pattern) and isinstance(each.pattern, str):
                    found[f"{module.name}.{name}.{each.pattern[:20]}"] = each
    return found


def unsafe(part: object) -> Iterator[str]:
    """The names of unsafe parts of a parsed pattern."""
    if str(part) in UNSAFE:
        yield str(part)
    elif isinstance(part, list | tuple) or hasattr(part, "data"):
        for each in getattr(part, "data", part):
            yield from unsafe(each)


def parsed(pattern: str, flags: int = 0) -> object:
    return re._parser.parse(pattern, flags)


def test_what_is_unsafe_is_recognized():
    assert list(unsafe(parsed("(?:a|(?:bc)*+)d"))) == ["POSSESSIVE_REPEAT"]
    assert list(unsafe(parsed("x(?>ab|a)"))) == ["ATOMIC_GROUP"]


def test_no_pattern_of_the_guard_depends_on_what_python_once_read_wrongly():
    found = patterns()
    assert len(found) > 20
    assert [name for name, each in found.items() if any(unsafe(parsed(each.pattern, each.flags)))] == []
