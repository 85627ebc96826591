"""Lines to copy: a download that goes on where it broke, by the tools that people have.

Each saves under the file's own name; what stands in an address is escaped there. Names are quoted, since
they may hold spaces and worse.
"""

import re
import shlex

# PowerShell takes each of these for a single quote (about_Quoting_Rules); doubled, it stands for itself.
QUOTES = re.compile("['\u2018\u2019\u201a\u201b]")


def lines_for(name: str, address: str) -> list[tuple[str, str]]:
    """The tools, each with its line."""
    plain = f"./{name}" if name.startswith("-") else name
    file, url = shlex.quote(plain), shlex.quote(address)
    return [
        ("curl", f"curl -fL -C - --retry 9 -o {file} {url}"),
        ("wget", f"wget -c -O {file} {url}"),
        ("aria2c", f"aria2c -c -x 4 -o {file} {url}"),
        (
            "PowerShell",
            # The curl that Windows brings: it goes on where it broke, in PowerShell of all versions.
            f"curl.exe -fL -C - --retry 9 -o {_powershell(plain)} {_powershell(address)}",
        ),
    ]


def _powershell(text: str) -> str:
    """In single quotes nothing but the quote itself means anything.

    PowerShell 5 lets a double quote end a word; no file on Windows has one in its name.
    """
    return f"'{QUOTES.sub(lambda quote: quote[0] * 2, text.replace(chr(34), '_'))}'"
