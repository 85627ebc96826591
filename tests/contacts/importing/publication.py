"""A small publication to import from: its map is the carried one."""

import csv
import io

from django.core.management import call_command

from contacts.demonstration import FOLDER

HEADER = [
    "Date received", "Product", "Issue", "Consumer complaint narrative", "Company", "Submitted via",
    "Date sent to company", "Company response to consumer", "Complaint ID",
]  # fmt: skip


def complaint(own_number, /, **changed) -> list[str]:
    """The cells of one complaint; `changed` by the columns' first words."""
    cells = {
        "date": "2019-09-24", "product": "Mortgage", "issue": "Closing on a mortgage", "narrative": "",
        "company": "EXAMPLE BANK", "via": "Phone", "sent": "9/26/2019", "response": "Closed with explanation",
        "number": str(own_number),
    }  # fmt: skip
    cells.update(changed)
    return list(cells.values())


class Publication:
    """One CSV file, written and imported."""

    def __init__(self, folder, capsys) -> None:
        self.path = folder / "complaints.csv"
        self.rejects = folder / "rejects.csv"
        self.capsys = capsys

    def write(self, *rows, header=HEADER, encoding="utf-8") -> "Publication":
        text = io.StringIO(newline="")
        csv.writer(text).writerows([header, *rows])
        self.path.write_bytes(text.getvalue().encode(encoding))
        return self

    def import_it(self, *options) -> tuple[str, str]:
        """The last line printed, and what was said beside it."""
        self.capsys.readouterr()
        call_command("import_contacts", str(self.path), "--map", str(FOLDER / "complaints.toml"), *options)
        said = self.capsys.readouterr()
        return said.out.splitlines()[-1], said.err
