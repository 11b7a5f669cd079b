"""The pages of data quality: what they show, to whom, what can be repaired there, and what they cost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account, Alias
from accounts.tests.factories import AccountFactory
from analytics.models import QualityCheck, QualityScore
from analytics.quality import check_quality
from pipeline.models import Opportunity
from pipeline.quality import QUALITY_RULES
from pipeline.tests.crm_folder import CrmFolder
from pipeline.tests.factories import OpportunityFactory

pytestmark = pytest.mark.django_db

PAGE = reverse("analytics:quality")


def rule_page(key):
    return reverse("analytics:quality_rule", args=[key])


def map_url(key):
    return reverse("analytics:quality_map", args=[key])


@pytest.fixture
def faults(alice, charlie, gtx):
    """Three engaged deals of alice's and two of charlie's without an account, and a sector spelt wrong."""
    for owner in (alice, alice, alice, charlie, charlie):
        OpportunityFactory(account=None, owner=owner, product=gtx)
    for sector in ("technology", "technology", "technolgy"):
        AccountFactory(sector=sector)


def test_before_the_first_check_it_says_so(client, dora, alice):
    for user, button in ((dora, True), (alice, False)):
        client.force_login(user)
        answer = client.get(PAGE)
        assert "Not checked yet" in answer.text
        assert ("Check now" in answer.text) is button


def test_a_director_checks_now(client, dora, faults):
    client.force_login(dora)
    answer = client.post(reverse("analytics:quality_check"), follow=True)
    assert "All rules checked" in answer.text
    assert {line.rule for line in answer.context["failing"]} >= {"engaged_deal_has_account", "account_sector_is_known"}
    assert "technolgy (1)" in answer.text


def test_a_rep_reads_counts_and_no_spelling(client, alice, faults):
    check_quality()
    client.force_login(alice)
    answer = client.get(PAGE)
    [line] = [line for line in answer.context["failing"] if line.rule == "engaged_deal_has_account"]
    assert (line.failed, line.checked) == (5, 5)
    assert "technolgy" not in answer.text


def test_filters_are_in_the_address(client, dora, faults):
    check_quality()
    client.force_login(dora)
    for name, value in (("table", "accounts"), ("severity", "error"), ("dimension", "spelling")):
        answer = client.get(PAGE, {name: value})
        shown = [*answer.context["failing"], *answer.context["passing"], *answer.context["idle"]]
        assert {getattr(line, name) for line in shown} == {value}
    assert client.get(PAGE, {"table": "accounts", "severity": ""}).headers["Location"] == f"{PAGE}?table=accounts"


def test_a_filter_that_makes_no_sense_says_so(client, dora, faults):
    check_quality()
    client.force_login(dora)
    answer = client.get(PAGE, {"table": "nonsense"})
    assert "which is not known" in answer.text
    assert len(answer.context["failing"]) > 2


def test_nothing_fails(client, dora, acme):
    Account.objects.update(employees=3)
    check_quality()
    client.force_login(dora)
    assert "Nothing fails" in client.get(PAGE).text
    assert "Nothing fails" in client.get(rule_page("account_has_sector")).text


def test_an_empty_database(client, dora):
    check_quality()
    client.force_login(dora)
    assert "No rule had anything to check" in client.get(PAGE, {"table": "contacts"}).text
    for key in QUALITY_RULES:
        assert client.get(rule_page(key)).status_code == 200


def test_an_unknown_rule_is_404(client, dora):
    client.force_login(dora)
    assert client.get(rule_page("no-such-rule")).status_code == 404
    assert client.post(map_url("no-such-rule")).status_code == 404
    assert client.post(map_url("account_has_sector")).status_code == 404


def test_the_trend_is_drawn_from_two_checks_on(client, dora, faults):
    check_quality(now=timezone.now() - timedelta(days=1))
    client.force_login(dora)
    assert "First check" in client.get(PAGE).text
    Opportunity.objects.first().delete()
    check_quality()
    answer = client.get(PAGE)
    [line] = [line for line in answer.context["failing"] if line.rule == "engaged_deal_has_account"]
    assert (line.change, line.fewer, len(line.trend.scores)) == (-1, 1, 2)
    assert "1 fewer" in answer.text


def test_a_score_is_100_only_where_nothing_fails(client, dora, faults):
    check_quality()
    QualityScore.objects.filter(rule="engaged_deal_has_account").update(checked=1_000_000, failed=1)
    client.force_login(dora)
    [line] = [line for line in client.get(PAGE).context["failing"] if line.rule == "engaged_deal_has_account"]
    assert line.score == 0.999


def test_a_rule_that_has_gone_since_has_no_link(client, dora, faults):
    check_quality()
    QualityScore.objects.filter(rule="engaged_deal_has_account").update(rule="an_older_rule", name="An older rule")
    client.force_login(dora)
    answer = client.get(PAGE)
    assert "An older rule" in answer.text
    assert "an_older_rule" not in answer.text


def test_everybody_sees_the_count_and_their_own_rows(client, alice, bob, charlie, dora, anna, faults):
    for user, seen in ((alice, 3), (bob, 3), (charlie, 2), (dora, 5), (anna, 5)):
        client.force_login(user)
        answer = client.get(rule_page("engaged_deal_has_account"))
        assert (answer.context["seen"], len(answer.context["rows"]), answer.context["tally"].failed) == (seen, seen, 5)
        assert ("that you may see of 5" in answer.text) is (seen < 5)


def test_only_who_may_correct_is_offered_to(client, alice, bob, anna, faults, gtx):
    colleague = OpportunityFactory(account=None, owner__team=alice.team, product=gtx)
    for user, offered in ((alice, 3), (bob, 4), (anna, 0)):
        client.force_login(user)
        rows = client.get(rule_page("engaged_deal_has_account")).context["rows"]
        assert sum(bool(row.fix_url) for row in rows) == offered
    assert colleague.code


def test_a_corrected_record_leaves_the_list(client, alice, faults, acme):
    client.force_login(alice)
    row = client.get(rule_page("engaged_deal_has_account")).context["rows"][0]
    form = client.get(row.fix_url).context["form"]
    entry = {name: value for name, value in form.initial.items() if value is not None}
    entry |= {name: getattr(entry[name], "pk", entry[name]) for name in ("product", "stage", "owner")}
    assert client.post(row.fix_url, entry | {"account": acme.name}).status_code == 302
    rows = client.get(rule_page("engaged_deal_has_account")).context["rows"]
    assert row.title not in [other.title for other in rows]
    assert len(rows) == 2


def test_a_spelling_is_mapped_and_leaves_the_list(client, dora, faults):
    check_quality()
    client.force_login(dora)
    answer = client.get(rule_page("account_sector_is_known"))
    [(spelling, rows, form)] = answer.context["spellings"]
    assert (spelling, rows, form.initial["name"]) == ("technolgy", 1, "technology")
    sent = {"spelling": spelling, "name": "technology"}
    answer = client.post(map_url("account_sector_is_known"), sent, follow=True)
    assert "technolgy is read as technology from now on" in answer.text
    assert (answer.context["rows"], answer.context["spellings"]) == ([], [])
    assert QualityScore.objects.get(rule="account_sector_is_known").failed == 0


def test_a_name_that_nobody_knows_is_refused_beside_its_field(client, dora, faults):
    client.force_login(dora)
    for name in ("agriculture", "", "x" * 161):
        answer = client.post(map_url("account_sector_is_known"), {"spelling": "technolgy", "name": name})
        assert answer.status_code == 422
        [(_, _, form)] = answer.context["spellings"]
        assert form.errors["name"]
    assert not Alias.objects.filter(spelling="technolgy", name="agriculture").exists()


@pytest.mark.parametrize("who", ["alice", "bob", "anna"])
def test_others_map_nothing_and_are_not_asked(client, who, request, faults):
    client.force_login(request.getfixturevalue(who))
    assert client.get(rule_page("account_sector_is_known")).context["spellings"] == []
    sent = {"spelling": "technolgy", "name": "technology"}
    assert client.post(map_url("account_sector_is_known"), sent).status_code == 403
    assert Account.objects.filter(sector="technolgy").exists()


def test_rows_of_a_file_are_for_who_sees_everything(client, tmp_path, dora, anna, bob):
    crm_folder = CrmFolder(tmp_path)
    crm_folder.add(sales_pipeline="NEW00001,Ann Lee,GTX Prp,Acme,Won,2017-04-01,2017-05-01,100")
    crm_folder.load()
    for user, seen in ((dora, 1), (anna, 1), (bob, 0)):
        client.force_login(user)
        answer = client.get(rule_page("unknown_product"))
        assert (answer.context["tally"].failed, len(answer.context["rows"])) == (1, seen)
        assert ("GTX Prp" in answer.text) is bool(seen)
    assert "None that you may see" in answer.text
    client.force_login(dora)
    [(_, _, form)] = client.get(rule_page("unknown_product")).context["spellings"]
    assert form.initial["name"] == "GTX Pro"


def test_walking_the_pages_shows_every_row_once(client, dora, gtx, alice, faults):
    for _ in range(115):
        OpportunityFactory(account=None, owner=alice, product=gtx)
    client.force_login(dora)
    found, address = [], rule_page("engaged_deal_has_account")
    while address:
        answer = client.get(address)
        found += [row.title for row in answer.context["rows"]]
        address = answer.context["pager"]["next"]
    assert len(found) == len(set(found)) == answer.context["tally"].failed == 120


@pytest.mark.parametrize("deals", [10, 45])
def test_what_the_pages_cost(client, dora, alice, gtx, deals, django_assert_max_num_queries):
    for _ in range(deals):
        OpportunityFactory(account=None, owner=alice, product=gtx)
    check_quality()
    client.force_login(dora)
    with django_assert_max_num_queries(14):
        client.get(PAGE)
    with django_assert_max_num_queries(14):
        client.get(rule_page("engaged_deal_has_account"))


def test_the_earlier_scores_stand_beside_ours(client, dora, faults):
    check_quality()
    QualityCheck.objects.update(
        deals={"rows": 8800, "cells": 70_400, "missing": 6103, "worst_column": 2089 / 8800, "duplicates": 0,
               "rules": 4, "rules_held": 4}
    )  # fmt: skip
    client.force_login(dora)
    text = client.get(PAGE).text
    assert "97.4\N{NO-BREAK SPACE}%" in text
    assert "85.0\N{NO-BREAK SPACE}%" in text


def test_failing_rows_as_a_file_are_those_that_the_viewer_may_see(client, alice, dora, faults):
    key = next(rule.key for rule in QUALITY_RULES.values() if "account" in rule.key and rule.field == "account")
    for user in (alice, dora):
        client.force_login(user)
        shown = client.get(rule_page(key)).context["seen"]
        answer = client.get(reverse("analytics:quality_export", args=[key, "csv"]))
        lines = answer.getvalue().decode("utf-8-sig").splitlines()
        assert lines[0] == '"Record","Account","Owner","Stage"'
        assert len(lines) - 1 == shown > 0
    assert client.get(reverse("analytics:quality_export", args=["nonsense", "csv"])).status_code == 404
