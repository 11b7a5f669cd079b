"""What is sold, in what stages, and the deals themselves, in Django admin. Deals change through the services."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from pipeline import services
from pipeline.import_admin import ImportIssueAdmin, ImportRunAdmin
from pipeline.models import Activity, Competitor, LostReason, Opportunity, Product, Stage, StageChange, Task
from teams import visibility
from teams.models import User
from teams.requests import signed_in

__all__ = ["ImportIssueAdmin", "ImportRunAdmin"]  # imported so that they are registered


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ["name", "series", "list_price", "status", "launch_date"]
    list_filter = ["status", "series"]
    search_fields = ["name", "series"]
    date_hierarchy = "launch_date"


@admin.register(Stage)
class StageAdmin(admin.ModelAdmin):
    list_display = [
        "name", "type", "position", "probability", "rot_days", "forecast_category", "needs_engage_date"
    ]  # fmt: skip
    list_filter = ["type", "forecast_category"]
    search_fields = ["name"]


@admin.register(LostReason)
class LostReasonAdmin(admin.ModelAdmin):
    list_display = ["name", "position", "imported_only"]
    search_fields = ["name"]


@admin.register(Competitor)
class CompetitorAdmin(admin.ModelAdmin):
    list_display = ["name", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name"]


class StageChangeInline(admin.TabularInline):
    """The history of stages, written by the database."""

    model = StageChange
    fk_name = "opportunity"
    fields = ("changed_at", "from_stage", "to_stage", "changed_by", "source")
    readonly_fields = fields
    can_delete = False
    max_num = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[StageChange]:
        return super().get_queryset(request).select_related("from_stage", "to_stage", "changed_by")


class DealForm(forms.ModelForm):
    """A deal as it was at `seen_version`: an edit of a deal that somebody changed since is refused."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Opportunity
        fields = [
            "account", "owner", "product", "quantity", "amount", "stage", "engage_date", "expected_close_date",
            "close_date", "close_value", "lost_reason", "next_step", "next_step_on",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "lost_reason" not in self.fields:  # shown to be read only
            return
        self.initial["seen_version"] = self.instance.version
        reasons = Q(imported_only=False) | Q(pk=self.instance.lost_reason_id)
        field = self.fields["lost_reason"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = LostReason.objects.filter(reasons)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        now = Opportunity.objects.filter(pk=self.instance.pk).values_list("version", flat=True).first()
        if now is not None and now != cleaned.get("seen_version"):
            raise ValidationError("Somebody changed this deal since you opened it. Open it again to see it as it is.")
        # The instance has what was typed by the time that rules are asked.
        stored = Opportunity.objects.filter(pk=self.instance.pk).first()
        if stored is not None and "amount" in cleaned:
            services.check_amount(stored, cleaned["amount"])
        return cleaned

    def _post_clean(self) -> None:
        """Ask all rules: a form leaves out those on fields that it does not have, such as the stage's type."""
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        self.instance.fill_from_stage()
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]


class ReassignForm(forms.Form):
    owner: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(User.objects.sellers(), label="New owner")


@admin.register(Opportunity)
class OpportunityAdmin(admin.ModelAdmin):
    form = DealForm
    list_display = ["code", "account", "product", "owner", "stage", "close_date", "close_value"]
    list_display_links = ["code"]
    list_filter = ["stage", "product", "lost_reason", "owner__team"]
    list_select_related = ["account", "product", "owner", "stage"]
    search_fields = ["code", "account__name", "owner__name"]
    autocomplete_fields = ["account", "owner", "product"]
    date_hierarchy = "close_date"
    inlines = [StageChangeInline]
    actions = ["reassign"]
    show_full_result_count = False
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "account",
                    "owner",
                    "product",
                    ("quantity", "amount"),
                    ("next_step", "next_step_on"),
                    "seen_version",
                ]
            },
        ),
        ("Progress", {"fields": ["stage", ("engage_date", "expected_close_date")]}),
        ("Outcome", {"fields": [("close_date", "close_value"), "lost_reason"]}),
    ]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except services.StaleDeal:  # between the form's check and the save
            self.message_user(request, "Somebody changed this deal at the same moment. Try again.", messages.ERROR)
            return HttpResponseRedirect(request.path)

    def save_model(self, request: HttpRequest, obj: Opportunity, form: Any, change: bool) -> None:
        fields = {name: form.cleaned_data[name] for name in DealForm.Meta.fields}
        if change:
            version = form.cleaned_data["seen_version"]
            services.edit_deal(obj, by=signed_in(request), version=version, **fields)
        else:
            made = services.create_deal(by=signed_in(request), **fields)
            obj.pk, obj.code = made.pk, made.code

    def delete_model(self, request: HttpRequest, obj: Opportunity) -> None:
        services.delete_deals(Opportunity.objects.filter(pk=obj.pk), by=signed_in(request))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        services.delete_deals(queryset, by=signed_in(request))

    @admin.action(description="Give to another owner…", permissions=["change"])
    def reassign(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Ask for the owner first, then reassign."""
        form = ReassignForm(request.POST if "owner" in request.POST else None)
        form.fields["owner"].queryset = visibility.editable_owners(signed_in(request)) & User.objects.sellers()  # type: ignore[attr-defined]
        if form.is_valid():
            owner = form.cleaned_data["owner"]
            changed = services.reassign_deals(queryset, to=owner, by=signed_in(request))
            belong = "deal now belongs" if changed == 1 else "deals now belong"
            self.message_user(request, f"{changed:,} {belong} to {owner}")
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": "Give deals to another owner",
            "opts": self.opts,
            "form": form,
            "count": queryset.count(),
            "selected": request.POST.getlist("_selected_action"),
            "across": request.POST.get("select_across", "0"),
        }
        return render(request, "admin/pipeline/reassign.html", context)


@admin.register(Activity)
class ActivityAdmin(admin.ModelAdmin):
    list_display = ["kind", "account", "opportunity", "author", "happened_at"]
    list_filter = ["kind"]
    list_select_related = ["account", "opportunity__product", "opportunity__account", "author"]
    search_fields = ["text", "account__name"]
    autocomplete_fields = ["account", "opportunity", "contact", "author"]
    date_hierarchy = "happened_at"
    show_full_result_count = False


@admin.register(Task)
class TaskAdmin(admin.ModelAdmin):
    list_display = ["title", "owner", "account", "due_on", "done_at"]
    list_filter = [("done_at", admin.EmptyFieldListFilter)]
    list_select_related = ["owner", "account"]
    search_fields = ["title", "account__name", "owner__name"]
    autocomplete_fields = ["account", "opportunity", "owner"]
    date_hierarchy = "due_on"
    show_full_result_count = False
