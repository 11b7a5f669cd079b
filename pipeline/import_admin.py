"""Imports in Django admin: to be read, never to be edited."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from pipeline.import_models import ImportIssue, ImportRun


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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
    show_full_result_count = False
