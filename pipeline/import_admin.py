"""Imports in Django admin: to be read, never to be edited."""

from django.contrib import admin

from pipeline.import_models import ImportIssue, ImportRun
from teams.read_only_admin import ReadOnlyAdmin


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ["folder", "as_of", "state", "started_by", "started_at", "finished_at", "message"]
    list_filter = ["state"]
    list_select_related = ["started_by"]
    search_fields = ["folder", "message"]


@admin.register(ImportIssue)
class ImportIssueAdmin(ReadOnlyAdmin):
    list_display = ["run", "file", "line", "column", "value", "kind", "reason", "repaired_to"]
    list_filter = ["kind", "file", "rule"]
    list_select_related = ["run"]
    search_fields = ["value", "reason", "repaired_to"]
