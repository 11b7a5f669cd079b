"""Uploads are written no further than what may be kept: the rest is read and thrown away, and only counted."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class CappedUpload(FileUploadHandler):
    """The first of the handlers: passes on what fits. Of a larger file the form gets its name and its true size."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start + len(raw_data) <= self._most else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if file_size <= self._most:
            return None
        for handler in self.request.upload_handlers if self.request else []:
            begun = getattr(handler, "file", None)
            if begun is not None:
                begun.close()  # what was written of it goes with it
        return UploadedFile(BytesIO(), name=self.file_name, content_type=self.content_type, size=file_size)

    @property
    def _most(self) -> Any:
        return settings.ATTACHMENT_MB * 1024 * 1024
