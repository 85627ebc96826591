"""Invented customers of EIPD; their numbers are 555-01xx and their addresses end in .example."""

import tomllib
from pathlib import Path


def read_buyers() -> list[dict]:
    """Who orders in a demonstration, as the keywords of `create_customer`, with an address each."""
    text = (Path(__file__).parent / "buyers.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["buyer"]
