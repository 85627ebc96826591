"""The demonstration's data, carried with the program: `read` gives one file of this folder."""

import tomllib
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def read(name: str) -> dict:
    """The content of one TOML file of this folder."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
