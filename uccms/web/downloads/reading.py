"""A stored file for programs that read files: a copy that is gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from uccms.web.downloads.ranges import Span
from uccms.web.downloads.storage import storage
from uccms.web.downloads.stored import StoredFile


@contextmanager
def local_copy(stored: StoredFile) -> Iterator[Path]:
    """Where a copy of the file lies, wherever the storage keeps it. Raises FileMissing."""
    kept = storage()
    kept.require(stored)
    with NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as copy:
        for block in kept.read(stored, Span(0, stored.size)):
            copy.write(block)
        copy.flush()
        yield Path(copy.name)
