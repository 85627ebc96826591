"""What a password must be: long enough, not too long, and not guessed first (NIST SP 800-63B 5.1.1).

There are no rules about kinds of characters, and nobody has to change a password that is not known to others.
"""

import re

from django.core.exceptions import ValidationError

SHORTEST, LONGEST = 12, 256
TOO_LONG = f"A password has at most {LONGEST} characters."
WORDS_OF_THE_AGENCY = frozenset(
    """
    uspto uccms eipd soms patent patents trademark trademarks commerce office agency agent federal government
    alexandria virginia madison invention inventions inventor inventors contact center customer customers
    ticket tickets password welcome secret spring summer autumn fall winter january february march april may
    june july august september october november december monday tuesday wednesday thursday friday
    """.split()  # noqa: SIM905
)


class MaximumLengthValidator:
    """Refuses a password so long that hashing it would keep the server busy."""

    def validate(self, password: str, user=None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(TOO_LONG, code="password_too_long")

    def get_help_text(self) -> str:
        return TOO_LONG


class GuessedFirstValidator:
    """Refuses a password made of nothing but the agency's words, the person's name, digits and signs."""

    def validate(self, password: str, user=None) -> None:
        if len(password) > LONGEST:
            return
        words = (
            WORDS_OF_THE_AGENCY
            | _words_of(getattr(user, "name", ""))
            | _words_of(getattr(user, "username", ""))
        )
        letters = "".join(sign for sign in password.casefold() if sign.isalpha())
        pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        if re.fullmatch(f"(?:{pattern})*", letters):
            raise ValidationError(
                "This password is among the first to be guessed: use words that have nothing to do with you"
                " or the agency.",
                code="password_guessed_first",
            )

    def get_help_text(self) -> str:
        return "Not only words of the agency, your name, digits and signs."


def _words_of(name: str) -> set[str]:
    return {word for word in re.split(r"[\W\d_]+", name.casefold()) if len(word) > 1}
