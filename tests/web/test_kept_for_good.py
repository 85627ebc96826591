"""A web process loads all pages before the first request, and does not search them for garbage."""

import subprocess
import sys

from tests.launch.running import PROJECT

SAYS = """
import gc, sys, django
django.setup()
from uccms.web.kept_for_good import keep_what_is_loaded
keep_what_is_loaded()
print("contacts.views.queue" in sys.modules, gc.get_freeze_count() > 100_000, gc.get_threshold()[0])
"""


def test_every_page_is_loaded_and_left_out_of_searches_for_garbage():
    said = subprocess.run(
        [sys.executable, "-c", SAYS], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["True", "True", "20000"]
