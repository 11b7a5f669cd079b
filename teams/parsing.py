"""Reading a request's JSON without letting it harm us."""

from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from teams.errors import TooLarge


class BoundedJSONParser(JSONParser):
    """JSON of at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes, nested no deeper than Python can follow."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        length = int((parser_context or {})["request"].META.get("CONTENT_LENGTH") or 0)
        if limit is not None and length > limit:
            raise TooLarge()
        try:
            return super().parse(stream, media_type, parser_context or {})
        except RecursionError as error:
            raise ParseError("JSON parse error - nested too deeply.") from error
