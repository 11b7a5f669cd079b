"""Segments, the reporting day, and what was fitted and computed, in Django admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from analytics import runs, services
from analytics.models import AccountMetrics, JobSlot, ModelRun, RunRequest, ScoreScheme, Segment, SelfAudit
from pipeline.models import ReportingDay
from pipeline.services import set_reporting_day
from teams.read_only_admin import ReadOnlyAdmin
from teams.requests import signed_in

CODES_NAMED = 10


def uncovered_codes(segments: list[Segment]) -> list[int]:
    """The scores that a customer could have without a segment, such as 123 for R 1, F 2, M 3."""
    from analytics.core.segments import Rule, uncovered

    rules = [
        Rule(s.key, (s.r_min, s.r_max), (s.f_min, s.f_max), (s.m_min, s.m_max), s.first_purchase_within)
        for s in segments
    ]
    return uncovered(rules)


def _gap(codes: list[int]) -> str:
    named = ", ".join(map(str, codes[:CODES_NAMED])) + (", …" if len(codes) > CODES_NAMED else "")
    if len(codes) == 1:
        return f"With this rule the score {named} (R, F, M) would have no segment."
    return f"With this rule {len(codes)} scores would have no segment: {named} (R, F, M)."


class SegmentForm(forms.ModelForm):
    """A segment that leaves every score with a segment when it is saved."""

    class Meta:
        model = Segment
        fields = [
            "name", "key", "position", "description", "action", "r_min", "r_max", "f_min", "f_max", "m_min", "m_max",
            "first_purchase_within",
        ]  # fmt: skip

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        # The instance has the new values by now, and the table still the old ones.
        others = list(Segment.objects.exclude(pk=self.instance.pk))
        if codes := uncovered_codes([*others, self.instance]):
            self.add_error(None, ValidationError(_gap(codes), code="uncovered"))


@admin.register(Segment)
class SegmentAdmin(admin.ModelAdmin):
    form = SegmentForm
    list_display = ["position", "name", "rule", "action"]
    list_display_links = ["name"]
    search_fields = ["name", "description", "action"]
    prepopulated_fields = {"key": ["name"]}
    fieldsets = [
        (None, {"fields": ["name", "key", "position", "description", "action"]}),
        (
            "Rule: the first that fits, by position, decides",
            {"fields": [("r_min", "r_max"), ("f_min", "f_max"), ("m_min", "m_max"), "first_purchase_within"]},
        ),
    ]

    def save_model(self, request: HttpRequest, obj: Segment, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        transaction.on_commit(services.rescore_all)

    def has_delete_permission(self, request: HttpRequest, obj: Segment | None = None) -> bool:
        """One at a time, and only where the others cover every score."""
        if obj is None or not super().has_delete_permission(request, obj):
            return False
        return not uncovered_codes(list(Segment.objects.exclude(pk=obj.pk)))

    def delete_model(self, request: HttpRequest, obj: Segment) -> None:
        super().delete_model(request, obj)
        transaction.on_commit(services.rescore_all)


@admin.register(ReportingDay)
class ReportingDayAdmin(admin.ModelAdmin):
    """One row: the day that every figure is as of."""

    list_display = ["day", "pinned"]
    fields = ["day", "pinned"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not ReportingDay.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ReportingDay, form: Any, change: bool) -> None:
        set_reporting_day(obj.day, pinned=obj.pinned)
        transaction.on_commit(services.rescore_all)


@admin.register(ScoreScheme)
class ScoreSchemeAdmin(admin.ModelAdmin):
    """One row: by what thresholds the next fit scores. A change asks for that fit."""

    list_display = ["thresholds"]
    fields = ["thresholds"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not ScoreScheme.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ScoreScheme, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        runs.ask_for_run(by=signed_in(request))


@admin.register(ModelRun)
class ModelRunAdmin(ReadOnlyAdmin):
    list_display = ["id", "kind", "as_of", "state", "window_from", "window_to", "seconds", "created_at"]
    list_filter = ["state", "kind"]
    date_hierarchy = "as_of"


@admin.register(RunRequest)
class RunRequestAdmin(ReadOnlyAdmin):
    list_display = ["id", "kind", "origin", "asked_by", "asked_at", "state", "step", "run", "error"]
    list_filter = ["state", "kind", "origin"]
    list_select_related = ["asked_by", "run"]


@admin.register(SelfAudit)
class SelfAuditAdmin(ReadOnlyAdmin):
    list_display = ["audited_at", "as_of", "accounts", "wrong_count", "healed_at", "healed_by"]
    list_select_related = ["healed_by"]


@admin.register(AccountMetrics)
class AccountMetricsAdmin(ReadOnlyAdmin):
    list_display = [
        "account", "segment", "recency", "frequency", "monetary", "r_score", "f_score", "m_score", "cltv", "as_of",
        "computed_at",
    ]  # fmt: skip
    list_filter = ["segment", "r_score", "f_score", "m_score"]
    list_select_related = ["account", "segment"]
    search_fields = ["account__name"]


@admin.register(JobSlot)
class JobSlotAdmin(ReadOnlyAdmin):
    list_display = ["name", "slot", "claimed_at", "finished_at"]
    list_filter = ["name"]
