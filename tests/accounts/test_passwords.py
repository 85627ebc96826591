import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from uccms.accounts.models import User

DANA = User(username="dhollis", name="Dana Hollis", email="dana@agency.example")


@pytest.mark.parametrize(
    "password",
    [
        "elevenchars",
        "password1234",
        "PatentOffice#1",
        "uspto-uspto-2026",
        "hollis-Hollis-99",
        "202611242026",
        "!!!!!!!!!!!!!!",
        "december2026!",
        "x" * 257,
    ],
)
def test_what_is_guessed_first_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, DANA)


@pytest.mark.parametrize(
    "password",
    ["quiet river, yellow lamp", "trombonekettle", "patents are wobbly", "λεξικό και θάλασσα", "x y" * 85],
)
def test_any_words_will_do_without_rules_about_their_letters(password):
    validate_password(password, DANA)
