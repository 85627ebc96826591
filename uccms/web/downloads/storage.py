"""Where files are kept and which way they travel: chosen by UCCMS_FILES_DELIVERY (docs/downloads.md)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.http.response import HttpResponseBase

from uccms.web.downloads.answer import Answer
from uccms.web.downloads.behind_nginx import FilesBehindNginx
from uccms.web.downloads.on_disk import FilesOnDisk
from uccms.web.downloads.ranges import Span
from uccms.web.downloads.source import Source
from uccms.web.downloads.stored import StoredFile


class Storage(Protocol):
    """What serving and publishing need of a storage."""

    def take_in(self, source: Source, key: str) -> StoredFile:
        """Keep a copy under this new key, read once. All of it or nothing; raises NotTaken."""

    def remove(self, key: str) -> None:
        """Delete the file of this key; one that is gone already is no error."""

    def kept_before(self, moment: datetime) -> Iterator[str]:
        """The keys of all files that were taken in before a time; nothing that is no file of ours."""

    def etags(self, answer: Answer) -> set[str]:
        """The strong tags under which readers may know the file."""

    def require(self, stored: StoredFile) -> object:
        """Raises FileMissing unless the file is there in its whole length."""

    def read(self, stored: StoredFile, span: Span) -> Iterator[bytes]:
        """The span's bytes in blocks."""

    def deliver(self, answer: Answer) -> HttpResponseBase:
        """Send the file, or its spans. Raises FileMissing."""


def storage() -> Storage:
    """The storage of this installation."""
    match settings.FILES_DELIVERY:
        case "application":
            return FilesOnDisk(settings.FILES_ROOT)
        case "nginx":
            return FilesBehindNginx(settings.FILES_ROOT)
        case "s3":
            from uccms.web.downloads.on_s3 import FilesOnS3  # its packages are an extra

            return FilesOnS3()
    raise ValueError(f"FILES_DELIVERY is {settings.FILES_DELIVERY!r}")
