"""What is read of a list of some of the staff, and of what it answers."""

import html
import re

from tests.contacts.acts import browser
from uccms.accounts.models import User


def read(answer) -> str:
    return html.unescape(answer.content.decode())


def suggested(user: User, among: str, named: str, query: str = "") -> list[str]:
    answer = browser(user).post(f"/people/{among}/{query}", {"named": named})
    return re.findall(r">([^<]+)</option>", read(answer))
