"""Every free text comes in through here: actions admit it, forms show what was found, drafts are blanked.

What was found is never stored, logged or echoed. That an agent said what it is instead is recorded
(`Statement`), without the text itself.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from uccms.privacy import guard
from uccms.privacy.models import Statement

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class TextRefused(ValueError):
    """A text holds what may never be kept. Says the kinds, never the text."""

    def __init__(self, findings: Iterable[guard.Finding]) -> None:
        kinds = sorted({guard.KINDS[each.kind] for each in findings})
        super().__init__(
            f"The text holds what may not be kept: {', '.join(kinds)}. Remove it, or say what it is."
        )


@dataclass(frozen=True)
class Statements:
    """What one person said, in one form, that findings are instead: (kind, fingerprint, label) each.

    A fingerprint is keyed with the person and the form, so that it says nothing outside of them.
    """

    key: bytes = b""
    stated: frozenset[tuple[str, str, str]] = frozenset()

    @classmethod
    def of(cls, user, submission_id, posted: Iterable[str] = ()) -> "Statements":
        """Read what a form posted, as `kind:fingerprint:label` each; what makes no sense is left out."""
        key = salted_hmac("uccms.guard", f"{user.pk}:{submission_id}", algorithm="sha256").digest()
        stated = set()
        for each in posted:
            kind, _, rest = each.partition(":")
            fingerprint, _, label = rest.partition(":")
            if label in guard.LABELS_FOR.get(kind, ()):
                stated.add((kind, fingerprint, label))
        return cls(key, frozenset(stated))

    def label_of(self, text: str, finding: guard.Finding) -> str | None:
        """What the person said this finding is, or None."""
        if not self.stated:
            return None
        fingerprint = guard.fingerprint(text, finding, self.key)
        return next(
            (label for kind, known, label in self.stated if (kind, known) == (finding.kind, fingerprint)),
            None,
        )

    def unsettled(self, text: str, *, field: str = "text") -> list[guard.Finding]:
        """What the guard finds in the text and nobody has said to be something else.

        In a field of payments nobody can say that it is a deposit account number, which has no place there.
        """
        refused = {None, "deposit_account"} if field == "payment" else {None}
        return [each for each in guard.find(text, field=field) if self.label_of(text, each) in refused]

    def record(self, text: str, *, by, table: str, key: object, column: str, field: str = "text") -> None:
        """Within an action, write down which findings in this text were stated to be something else."""
        if not self.stated:
            return
        for finding in guard.find(text, field=field):
            label = self.label_of(text, finding)
            if label:
                Statement.objects.create(
                    by=by,
                    found=finding.kind,
                    stated=label,
                    table_name=table,
                    row_key=str(key),
                    column_name=column,
                )


NOTHING_STATED = Statements()


def admit(text: str, *, statements: Statements = NOTHING_STATED, field: str = "text") -> str:
    """The text as it may be stored: without what no database can hold, line ends as one sign.

    Raises TextRefused when the guard finds something that was not stated to be something else.
    """
    text = as_stored(text)
    unsettled = statements.unsettled(text, field=field)
    if unsettled:
        raise TextRefused(unsettled)
    return text


def as_stored(text: str) -> str:
    """What of an admitted text is stored, to compare it with what is stored already."""
    return UNSTORABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def blanked(text: str, *, statements: Statements = NOTHING_STATED, field: str = "text") -> str:
    """The text as a draft keeps it: what was found is blanks."""
    text = UNSTORABLE.sub("", text)
    return guard.blanked(text, statements.unsettled(text, field=field))
