#!/usr/bin/env python
"""Django's command line, with the database role that a command needs."""

import os
import sys

from uccms.launch.watch import end_with_launcher

AS_OWNER = {"migrate", "makemigrations", "install_database"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uccms.settings")
    if len(sys.argv) > 1 and sys.argv[1] in AS_OWNER:
        os.environ["UCCMS_DATABASE_ROLE"] = "owner"
    end_with_launcher()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
