"""The WSGI application, for granian or another server."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uccms.settings")
application = get_wsgi_application()

# After the application: these need the settings.
from django.db import Error  # noqa: E402

from uccms.database.fitness import DatabaseUnfit, require_fit_database  # noqa: E402
from uccms.web import logs  # noqa: E402
from uccms.web.kept_for_good import keep_what_is_loaded  # noqa: E402

logs.log_what_nobody_caught()
try:
    require_fit_database()
except DatabaseUnfit as unfit:
    sys.exit(str(unfit))
except Error:
    sys.exit("DATABASE_URL names a database that does not answer, or was not migrated: manage.py migrate.")
keep_what_is_loaded()
