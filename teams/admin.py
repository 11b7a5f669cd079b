"""People, teams and tokens in Django admin."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from teams.models import ApiToken, Quota, Team, User

# The role of a user decides what they may do: there are no groups.
admin.site.unregister(Group)
admin.site.site_header = "Dealwright reference data"
admin.site.site_title = "Dealwright reference data"
admin.site.index_title = "Reference data"


class _LowerCaseEmail:
    """E-mail addresses are stored in lower case, however they are typed."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class UserAddForm(_LowerCaseEmail, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name", "role", "team"]
        field_classes: dict[str, Any] = {}


class UserEditForm(_LowerCaseEmail, UserChangeForm):
    class Meta:
        model = User
        fields = ["email", "password", "name", "role", "team", "is_active"]
        field_classes: dict[str, Any] = {}


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    form = UserEditForm
    add_form = UserAddForm
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        ("Person", {"fields": ["name", "role", "team", "is_active"]}),
        ("Dates", {"fields": ["last_login", "created_at"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["email", "name", "role", "team"]}),
        ("Password", {"classes": ["wide"], "fields": ["usable_password", "password1", "password2"]}),
    ]
    readonly_fields = ["last_login", "created_at"]
    autocomplete_fields = ["team"]
    filter_horizontal = []
    list_display = ["name", "email", "role", "team", "is_active", "last_login"]
    list_filter = ["role", "is_active", "team"]
    list_select_related = ["team"]
    search_fields = ["name", "email"]
    ordering = ["name"]


class MemberInline(admin.TabularInline):
    """Who is in the team, to look at: a user's own page moves them."""

    model = User
    verbose_name = "member"
    fields = ("name", "email", "role", "is_active")
    readonly_fields = fields
    show_change_link = True
    can_delete = False
    max_num = 0


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):
    list_display = ["name", "manager", "regional_office", "members"]
    list_filter = ["regional_office"]
    list_select_related = ["manager"]
    search_fields = ["name", "regional_office"]
    autocomplete_fields = ["manager"]
    inlines = [MemberInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        return super().get_queryset(request).annotate(how_many=Count("members"))

    @admin.display(ordering="how_many")
    def members(self, team: Team) -> int:
        return int(team.how_many)  # type: ignore[attr-defined]


@admin.register(Quota)
class QuotaAdmin(admin.ModelAdmin):
    """What each is to win in a quarter; the page Today shows it."""

    list_display = ["user", "quarter", "amount"]
    list_filter = ["quarter", "user__team"]
    list_select_related = ["user"]
    list_editable = ["amount"]
    search_fields = ["user__name", "user__email"]
    autocomplete_fields = ["user"]
    date_hierarchy = "quarter"


class TokenForm(forms.ModelForm):
    class Meta:
        model = ApiToken
        fields = ["user", "label", "scope"]


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """Tokens can be made and revoked. The token itself is shown once: only its hash is kept."""

    form = TokenForm
    list_display = ["label", "token_key", "user", "scope", "created", "expiry"]
    list_filter = ["scope"]
    list_select_related = ["user"]
    search_fields = ["label", "token_key", "user__name", "user__email"]
    autocomplete_fields = ["user"]
    date_hierarchy = "created"

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        made, token = ApiToken.objects.create(obj.user, label=obj.label, scope=obj.scope)
        obj.pk, obj.token_key = made.pk, made.token_key
        text = f"The token of {obj.label} is {token}. Copy it now: it is shown this once, and only its hash is kept."
        self.message_user(request, text, messages.WARNING)
