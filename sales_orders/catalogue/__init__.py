"""The catalogue that is carried with the system."""

import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent


def read_catalogue() -> dict:
    """What `catalogue.toml` says."""
    return tomllib.loads((FOLDER / "catalogue.toml").read_text(encoding="utf-8"))
