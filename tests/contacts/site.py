"""The settings of a web process on the tests' database, which holds nobody back to set a second factor up."""

from uccms.settings import *  # noqa: F403

SECOND_FACTOR_REQUIRED = False
