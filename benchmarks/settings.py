"""The real settings, with one page more: the bare signed-in shell that every other page is compared with."""

from uccms.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.addresses"
SECOND_FACTOR_REQUIRED = False
