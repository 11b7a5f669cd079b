"""Accounts, contacts and aliases in Django admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts import services
from accounts.models import Account, AccountChange, Alias, Contact
from teams.read_only_admin import ReadOnlyAdmin
from teams.requests import signed_in


class ContactInline(admin.TabularInline):
    model = Contact
    fields = ["name", "job_title", "email", "phone"]
    extra = 0


@admin.register(Account)
class AccountAdmin(admin.ModelAdmin):
    list_display = ["name", "sector", "country", "type", "status", "parent", "customer_since"]
    list_filter = ["type", "status", "sector", "country"]
    list_select_related = ["parent"]
    search_fields = ["name"]
    autocomplete_fields = ["parent"]
    date_hierarchy = "customer_since"
    inlines = [ContactInline]
    actions = ["mark_inactive"]
    show_full_result_count = False

    @admin.action(description="Mark as inactive", permissions=["change"])
    def mark_inactive(self, request: HttpRequest, queryset: QuerySet[Account]) -> None:
        changed = list(queryset.exclude(status=Account.Status.INACTIVE))
        for account in changed:
            services.edit_account(account, by=signed_in(request), status=Account.Status.INACTIVE)
        self.message_user(request, f"{len(changed):,} account{'' if len(changed) == 1 else 's'} marked as inactive")

    def delete_model(self, request: HttpRequest, obj: Account) -> None:
        services.delete_account(obj, by=signed_in(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for account in queryset:
            services.delete_account(account, by=signed_in(request))


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):
    list_display = ["name", "account", "job_title", "email", "phone"]
    list_select_related = ["account"]
    search_fields = ["name", "email", "account__name"]
    autocomplete_fields = ["account"]
    show_full_result_count = False


@admin.register(Alias)
class AliasAdmin(admin.ModelAdmin):
    list_display = ["spelling", "kind", "name"]
    list_filter = ["kind"]
    search_fields = ["spelling", "name"]


@admin.register(AccountChange)
class AccountChangeAdmin(ReadOnlyAdmin):
    """What is still to be recomputed: empty but for a moment after a change."""

    list_display = ["id", "account_id", "at"]
