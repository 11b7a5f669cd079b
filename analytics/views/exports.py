"""Gold views as files."""

from django.http import FileResponse, Http404, HttpRequest

from analytics.selection import select, view_named
from pipeline.models import ReportingDay
from teams.downloads import export_page, file_response
from teams.requests import signed_in


@export_page
def view_export(request: HttpRequest, view: str, extension: str) -> FileResponse:
    """All rows of the view that the filters of the address leave and its user may see."""
    found = view_named(view)
    if found is None:
        raise Http404(f"There is no view {view}.")
    table = select(found, request.GET).table(signed_in(request))
    return file_response(request, table, extension, as_of=ReportingDay.current().day)
