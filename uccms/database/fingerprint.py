"""A hash of everything in the project that decides what a migrated database looks like.

Not the migrations alone: after them the register, the triggers and the rights of roles are put in place
from the models (`uccms.audit.install`).
"""

import hashlib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
# A page cannot change what migrating leaves behind; everything else may.
ROOMS_OF_PAGES = {"views", "forms", "queries", "actions", "template_words", "commands", "launch", "backend"}


def fingerprint() -> str:
    """The same as long as migrating a database again would change nothing."""
    found = hashlib.sha256((PROJECT / "requirements.lock").read_bytes())
    for app in sorted(PROJECT.glob("*/__init__.py")):
        for path in sorted(app.parent.rglob("*.*")):
            inside = path.relative_to(PROJECT)
            if path.suffix in {".py", ".sql", ".toml"} and not ROOMS_OF_PAGES & set(inside.parts):
                found.update(str(inside).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]
