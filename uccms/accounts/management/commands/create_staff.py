"""Make an account for a member of staff: the way of whoever runs the installation.

On screens, making somebody supervisor or privacy officer takes two people. Here it takes whoever can run
commands on the server; the history names the role of the database instead of a person.
"""

import re
import sys
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from uccms.accounts import roles
from uccms.accounts.actions.creating_staff import create_staff
from uccms.accounts.models import BusinessArea, User

ROLES = {role.lower().replace(" ", "-"): role for role in roles.GROUPS}


class Command(BaseCommand):
    help = (
        "Makes an account for a member of staff and asks for its password, which is not shown. A password "
        "has 12 to 256 characters and is not one that is guessed first. The person sets up a second factor "
        "when they sign in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="What the person signs in with: letters, digits, dot, hyphen.")
        parser.add_argument(
            "--name", required=True, help='The person\'s name as others read it: "Dana Hollis".'
        )
        parser.add_argument(
            "--role", action="append", required=True, help=f"One of {', '.join(ROLES)}; can be given again."
        )
        parser.add_argument(
            "--area", action="append", default=[], help="Short name of a business area; can be given again."
        )
        parser.add_argument("--email", default="", help="The person's work e-mail address.")
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="Read the password from the first line of the input.",
        )

    def handle(self, *args, **options) -> None:
        username = options["username"].lower()
        if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,63}", username):
            raise CommandError("A user name has up to 64 letters, digits, dots and hyphens.")
        if User.objects.filter(username=username).exists():
            raise CommandError(f"There is an account {username} already.")
        chosen = [self._role(given) for given in options["role"]]
        areas = [self._area(slug) for slug in options["area"]]
        user = User(username=username, name=options["name"].strip(), email=options["email"])
        try:
            user.clean_fields(exclude=["password"])
            password = self._password(from_input=options["password_stdin"])
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        create_staff(
            username,
            name=user.name,
            email=user.email,
            password=password,
            roles=chosen,
            areas=areas,
            by=None,
        )
        self.stdout.write(f"{user.name} signs in as {username}: {', '.join(chosen)}.")

    def _role(self, given: str) -> str:
        role = ROLES.get(given.lower().replace(" ", "-"))
        if role is None:
            raise CommandError(f"There is no role {given}. The roles are: {', '.join(ROLES)}.")
        return role

    def _area(self, slug: str) -> BusinessArea:
        area = BusinessArea.objects.filter(slug=slug, is_active=True).first()
        if area is None:
            known = ", ".join(BusinessArea.objects.filter(is_active=True).values_list("slug", flat=True))
            raise CommandError(f"There is no business area {slug}. The areas are: {known or 'none yet'}.")
        return area

    def _password(self, *, from_input: bool) -> str:
        if from_input:
            return sys.stdin.readline().rstrip("\r\n")
        password = getpass("Password: ")
        if getpass("Password, again: ") != password:
            raise CommandError("The two passwords are not the same.")
        return password
