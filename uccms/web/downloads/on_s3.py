"""Files in a bucket, fetched from there by short signed addresses behind ours; needs the extra "s3".

The reader keeps our address: `wget -c` and `curl -C -` ask it again, and repeat their Range behind the
redirect.
"""

import functools
import hashlib
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from storages.backends.s3 import S3Storage

from uccms.web.downloads.answer import Answer
from uccms.web.downloads.ranges import Span
from uccms.web.downloads.source import NotTaken, Source
from uccms.web.downloads.stored import KEY, FileMissing, StoredFile

BLOCK = 128 * 1024  # bytes
# Ten thousand parts are the most that S3 takes: 320 GB.
PARTS = TransferConfig(multipart_threshold=32 << 20, multipart_chunksize=32 << 20, max_concurrency=4)
# The reader would repeat these to the bucket, which has another tag and another time for the file.
CONDITIONS = ("If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range")


class FilesOnS3:
    """The application asks who and whether, and answers HEAD; the bucket sends."""

    def take_in(self, source: Source, key: str) -> StoredFile:
        """Hashed while it is sent up; taken away again if the file changed meanwhile."""
        read = _Hashing(source)
        try:
            with source.naming_what_prevents_it():
                bucket().save(key, read)
        except (BotoCoreError, ClientError) as error:
            raise NotTaken(f"{source.path.name} could not be sent to the bucket.") from error
        stored = StoredFile(key, source.size, read.digest.hexdigest())
        try:
            source.require_unchanged()
        except NotTaken:
            self.remove(key)
            raise
        return stored

    def remove(self, key: str) -> None:
        bucket().delete(key)

    def kept_before(self, moment: datetime) -> Iterator[str]:
        """By the time at which the bucket had the whole file."""
        chosen = bucket()
        pages = chosen.connection.meta.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=chosen.bucket_name):
            for each in page.get("Contents", []):
                if KEY.fullmatch(each["Key"]) and each["LastModified"] < moment:
                    yield each["Key"]

    def etags(self, answer: Answer) -> set[str]:
        """Ours, and the bucket's own: a browser that came by the redirect knows that one only."""
        known = {answer.stored.etag}
        if answer.request.headers.get("If-Range", answer.stored.etag) not in known:
            known.add(self.require(answer.stored))
        return known

    def deliver(self, answer: Answer) -> HttpResponseBase:
        """A redirect wherever the bucket will answer as we would; otherwise the bytes by way of us."""
        headers = answer.request.headers
        ignored_range = "Range" in headers and not answer.spans
        if ignored_range or answer.has_odd_range or any(name in headers for name in CONDITIONS):
            self.require(answer.stored)
            return answer.stream(self.read)
        parameters = {
            "ResponseContentDisposition": answer.headers["Content-Disposition"],
            "ResponseContentType": answer.content_type,
            "ResponseCacheControl": answer.headers["Cache-Control"],
        }
        address = bucket().url(answer.stored.key, parameters=parameters, expire=settings.FILES_LINK_SECONDS)
        return HttpResponse(status=302, headers={"Location": address, "Cache-Control": "no-store"})

    def require(self, stored: StoredFile) -> str:
        """The bucket's own tag of the file. Raises FileMissing."""
        chosen = bucket()
        try:
            found = chosen.connection.meta.client.head_object(Bucket=chosen.bucket_name, Key=stored.key)
        except (BotoCoreError, ClientError) as error:
            raise FileMissing(stored.key) from error
        if found["ContentLength"] != stored.size:
            raise FileMissing(stored.key)
        return str(found["ETag"])

    def read(self, stored: StoredFile, span: Span) -> Iterator[bytes]:
        """The span's bytes in blocks, fetched from the bucket as the reader takes them."""
        chosen = bucket()
        found = chosen.connection.meta.client.get_object(
            Bucket=chosen.bucket_name, Key=stored.key, Range=f"bytes={span.first}-{span.last}"
        )
        with closing(found["Body"]) as body:
            yield from body.iter_chunks(BLOCK)


@functools.cache
def bucket() -> S3Storage:
    """The bucket of this installation, as django-storages knows it."""
    return S3Storage(
        bucket_name=settings.FILES_BUCKET,
        endpoint_url=settings.FILES_S3_ENDPOINT or None,
        region_name=settings.FILES_S3_REGION or None,
        signature_version="s3v4",
        default_acl=None,
        file_overwrite=True,  # keys are random: no need to ask whether one is taken
        transfer_config=PARTS,
    )


class _Hashing:
    """The source as a file that can be read once, from its beginning to its end."""

    closed = False

    def __init__(self, source: Source) -> None:
        self.digest = hashlib.sha256()
        self._source = source
        self._file = open(source.descriptor, "rb", closefd=False)  # noqa: SIM115

    def read(self, count: int = -1) -> bytes:
        piece = self._file.read(count)
        self.digest.update(piece)
        self._source.told(len(piece))
        return piece

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        self._file.close()
