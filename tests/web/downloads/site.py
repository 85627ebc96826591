"""The real settings with the made-up addresses."""

from uccms.settings import *  # noqa: F403

ROOT_URLCONF = "tests.web.downloads.addresses"
SECOND_FACTOR_REQUIRED = False
