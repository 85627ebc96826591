"""The real settings, with one page more: the bare signed-in shell that every other page is compared with."""

import os

from uccms.settings import *  # noqa: F403
from uccms.web import logs

ROOT_URLCONF = "benchmarks.addresses"
SECOND_FACTOR_REQUIRED = False
# The log is written as in earnest, and kept nowhere: the table is what a bench prints.
NOWHERE = {"class": "logging.FileHandler", "filename": os.devnull, "formatter": "json"}
LOGGING = logs.SETTINGS | {"handlers": {"standard_output": NOWHERE}}
