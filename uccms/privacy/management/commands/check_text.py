"""The text guard over standard input, a JSON line for each line read."""

import codecs
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from uccms.privacy import guard


def _replace_each_byte(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\ufffd" * (error.end - error.start), error.end


codecs.register_error("uccms.replace_each_byte", _replace_each_byte)


class Command(BaseCommand):
    """Print where each line of standard input holds what may not be kept; never what it is."""

    help = "For each line read, print a JSON line with the spans that free text may not keep."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Lines end at a line feed; positions count code points of the line without it."""
        for number, raw in enumerate(sys.stdin.buffer, start=1):
            line = raw.removesuffix(b"\n").decode("utf-8", "uccms.replace_each_byte")
            findings = [
                {"kind": finding.kind, "start": finding.start, "end": finding.end}
                for finding in guard.find(line)
            ]
            self.stdout.write(json.dumps({"line": number, "findings": findings}))
