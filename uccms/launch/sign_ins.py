"""The sign-ins of the demonstration, read from its data, because loading Django would take a second more."""

import tomllib

from uccms.launch.parts import PROJECT


def lines() -> list[str]:
    """What a newcomer is told: the password of all, and one account of each role."""
    found = tomllib.loads((PROJECT / "contacts/demonstration/people.toml").read_text(encoding="utf-8"))
    of_role: dict[str, str] = {}
    for each in found["staff"]:
        of_role.setdefault(each["role"], each["username"])
    shown = [f"  {username:<12} {role}" for role, username in of_role.items()]
    return [f"Sign in with the password “{found['password']}” as", *shown]
