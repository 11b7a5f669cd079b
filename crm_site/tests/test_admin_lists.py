"""Django admin: every page opens for administrators alone, and its lists cost the same for many rows."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import AccountChange, Alias
from accounts.tests.factories import AccountFactory, ContactFactory
from analytics import services
from analytics.models import JobSlot, ModelRun, RunRequest, ScoreScheme, Segment, SelfAudit
from pipeline.import_models import ImportIssue, ImportRun
from pipeline.models import Activity, Competitor, LostReason, Opportunity, ReportingDay, Stage, Task
from pipeline.tests.factories import OpportunityFactory, ProductFactory
from teams.models import ApiToken
from teams.quota_models import Quota
from teams.tests.factories import TeamFactory, UserFactory

APPS = {"teams", "accounts", "pipeline", "analytics"}
OURS = sorted(
    (model for model in admin.site._registry if model._meta.app_label in APPS),
    key=lambda model: model._meta.label,
)


def list_url(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def fill(rows, alice):
    """So many rows of everything, each with its own relations."""
    run = ImportRun.objects.create(folder="/data", as_of="2025-01-01")
    for n in range(rows):
        team = TeamFactory(manager=UserFactory())
        owner = UserFactory(team=team)
        account = AccountFactory(parent=AccountFactory())
        deal = OpportunityFactory(won=True, account=account, owner=owner, product=ProductFactory())
        contact = ContactFactory(account=account)
        Activity.objects.create(account=account, opportunity=deal, contact=contact, author=owner, text="Call")
        Task.objects.create(title="Call", account=account, opportunity=deal, owner=owner, due_on="2025-01-01")
        ApiToken.objects.create(owner, label="ERP")
        Competitor.objects.create(name=f"Rival of {account.name}")
        Quota.objects.create(user=owner, quarter="2025-01-01", amount=1000)
        Alias.objects.create(kind="account", spelling=f"{account.name}x", name=account.name)
        ImportIssue.objects.create(run=run, file="accounts.csv", line=n, kind="refused")
    services.drain_account_changes()
    AccountChange.objects.bulk_create(AccountChange(account_id=n) for n in range(rows))


def test_every_list_costs_the_same_for_10_and_for_60_rows(client, dana, django_assert_max_num_queries):
    client.force_login(dana)
    fill(10, dana)
    counted = {}
    for model in OURS:
        with django_assert_max_num_queries(20) as queries:
            assert client.get(list_url(model)).status_code == 200
        counted[model] = len(queries)
    fill(50, dana)
    for model in OURS:
        with django_assert_max_num_queries(counted[model]):
            client.get(list_url(model))


def test_everything_is_there():
    expected = {"User", "Team", "ApiToken", "Account", "Contact", "Alias", "AccountChange", "Product", "Stage",
                "LostReason", "Opportunity", "Activity", "Task", "ReportingDay", "Segment", "ModelRun",
                "AccountMetrics", "JobSlot", "RunRequest", "ScoreScheme", "SelfAudit", "ImportRun",
                "ImportIssue"}  # fmt: skip
    assert expected <= {model.__name__ for model in OURS}
    assert "auth.Group" not in {model._meta.label for model in admin.site._registry}


@pytest.mark.parametrize("who", ["alice", "bob", "dora", "anna"])
def test_nobody_else_gets_in(client, request, who):
    client.force_login(request.getfixturevalue(who))
    for model in OURS:
        answer = client.get(list_url(model))
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("admin:login"))


def test_every_record_opens(client, dana):
    client.force_login(dana)
    fill(1, dana)
    JobSlot.objects.create(name="nightly", slot="2025-01-01")
    ScoreScheme.objects.create()
    RunRequest.objects.create(run=ModelRun.objects.first())
    SelfAudit.objects.create(as_of="2025-01-01", accounts=1)
    ReportingDay.objects.update_or_create(pk=1, defaults={"day": "2025-12-31"})
    assert {ModelRun, Opportunity, Stage, LostReason, Segment} <= set(OURS)
    for model in OURS:
        row = model.objects.first()
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
        assert client.get(url).status_code == 200


def test_every_list_can_be_searched(client, dana):
    client.force_login(dana)
    for model in OURS:
        assert client.get(list_url(model), {"q": "a'%"}).status_code == 200
