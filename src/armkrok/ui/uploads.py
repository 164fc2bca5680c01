"""What is sent with a form as a file: what is larger than may be left never reaches the disk.

The size that a browser names is not believed; what comes is counted. The rest of the form is read as always, so that a
page can say beside the field what is wrong, with everything else still there.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

MEGABYTE = 1024 * 1024
READ_TO_THE_END = (
    8  # so many times the largest file is read, so that the answer is a page and not a broken line
)


class NotTooLarge(FileUploadHandler):
    """The first of the handlers. What it drops is not among `request.FILES`; see `was_too_large`."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 (Django's name)
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        if content_length > settings.UPLOAD_MB * MEGABYTE * READ_TO_THE_END:
            raise RequestDataTooBig("far more than may be uploaded")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._come = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._come += len(raw_data)
        if self._come > settings.UPLOAD_MB * MEGABYTE:
            if self.request is not None:
                self.request.upload_was_too_large = self.field_name  # type: ignore[attr-defined]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def was_too_large(request: HttpRequest, field: str) -> bool:
    """Whether a file came in that field and was dropped since it was larger than may be."""
    return request.POST is not None and getattr(request, "upload_was_too_large", "") == field
