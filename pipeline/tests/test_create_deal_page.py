from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Account, Alias
from accounts.tests.factories import AccountFactory
from pipeline.models import Opportunity
from pipeline.tests.deal_posts import new_deal
from pipeline.tests.factories import OpportunityFactory

URL = "/deals/new"


@pytest.fixture
def typed(alice, gtx, stages):
    return new_deal(product=gtx.pk, stage=stages["Prospecting"].pk, owner=alice.pk)


@pytest.fixture
def post(client, alice, typed):
    client.force_login(alice)
    return lambda **fields: client.post(URL, typed | fields)


def test_a_deal_is_created(post, alice, acme):
    response = post(account="Acme", account_choice=acme.pk, amount="$4,500.50", quantity=2)
    deal = Opportunity.objects.get()
    assert (response.status_code, response.url) == (302, deal.get_absolute_url())
    assert (deal.owner, deal.account, deal.amount, deal.quantity) == (alice, acme, Decimal("4500.50"), 2)


@pytest.mark.parametrize("name", ["Acme", " ACME ", "Akme"])
def test_a_typed_name_is_found_in_any_case_and_by_alias(post, acme, name):
    Alias.objects.create(kind=Alias.Kind.ACCOUNT, spelling="Akme", name="Acme")
    post(account=name)
    assert Opportunity.objects.get().account == acme


def test_an_unknown_name_asks_and_loses_nothing(post):
    response = post(account="Umbra", next_step="Send the quote")
    page = response.content.decode()
    assert response.status_code == 422
    assert "Create the account “Umbra”" in page
    assert 'value="Send the quote"' in page
    assert not Account.objects.exists()


@pytest.mark.parametrize("choice", [{"account_choice": "new"}, {"create_account": "on"}])
def test_an_explicit_choice_creates_the_account(post, choice):
    post(account="Umbra", **choice)
    assert Opportunity.objects.get().account == Account.objects.get(name="Umbra")


def test_no_account_is_created_for_a_refused_deal(post, stages):
    response = post(account="Umbra", account_choice="new", stage=stages["Engaging"].pk)
    assert response.status_code == 422
    assert not Account.objects.exists()


def test_a_name_typed_over_the_choice_wins(post, acme):
    other = AccountFactory(name="Umbra")
    post(account="Umbra", account_choice=acme.pk)
    assert Opportunity.objects.get().account == other


@pytest.fixture
def theirs(charlie):
    return OpportunityFactory(owner=charlie, account=AccountFactory(name="Hidden")).account


@pytest.mark.parametrize("choice", ["id", "", "new"])
def test_an_account_of_another_team_cannot_be_used(post, theirs, choice):
    response = post(account="Hidden", account_choice=theirs.pk if choice == "id" else choice)
    assert response.status_code == 422
    assert Opportunity.objects.count() == 1


def test_another_teams_owner_is_refused(post, charlie):
    response = post(owner=charlie.pk)
    assert (response.status_code, Opportunity.objects.count()) == (422, 0)


def test_a_manager_may_choose_her_as_owner(client, bob, alice, typed):
    client.force_login(bob)
    client.post(URL, typed | {"owner": alice.pk})
    assert Opportunity.objects.get().owner == alice


def test_a_new_deal_is_not_closed(post, stages):
    assert post(stage=stages["Won"].pk).status_code == 422


def test_a_broken_rule_is_said_beside_its_field(post, stages):
    page = post(stage=stages["Engaging"].pk).content.decode()
    after = page[page.index('id="id_engage_date_error"') :]
    assert after.index("A deal in this stage needs an engage date") < 400


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("next_step", "a\0b"),
        ("account", "a\0b"),
        ("account_choice", "1\0"),
        ("next_step", "x" * 201),
        ("account", "x" * 161),
        ("amount", "9" * 40),
        ("amount", "1e400"),
        ("amount", "NaN"),
        ("amount", "-1"),
        ("amount", "much"),
        ("quantity", "0"),
        ("quantity", "9" * 30),
        ("product", "9" * 30),
        ("stage", "9" * 30),
        ("owner", "x"),
        ("engage_date", "31 February"),
        ("engage_date", "99999-01-01"),
    ],
)
def test_nonsense_is_refused_with_a_message(post, field, value):
    response = post(**{field: value})
    assert response.status_code == 422
    assert 'class="error"' in response.content.decode()
    assert not Opportunity.objects.exists()


def test_a_huge_account_id_is_refused(post):
    assert post(account="Acme", account_choice="9" * 20).status_code == 422


def test_what_was_typed_is_escaped(post):
    page = post(next_step="<script>x</script>", quantity=0, account="<b>").content.decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_the_account_of_the_address_is_filled_in(client, alice, acme):
    client.force_login(alice)
    page = client.get(URL, {"account": acme.pk}).content.decode()
    assert 'value="Acme"' in page


@pytest.mark.parametrize("account", ["0", "x", "9" * 40, "-1", "²"])
def test_a_strange_account_in_the_address_is_left_out(client, alice, account):
    client.force_login(alice)
    assert client.get(URL, {"account": account}).status_code == 200


def test_likely_duplicates_are_a_hint_and_no_obstacle(client, alice, deal, typed):
    client.force_login(alice)
    asked = typed | {"account": "Acme", "account_choice": deal.account_id}
    assert deal.code in client.get(reverse("pipeline:deal_hints"), asked).content.decode()
    assert client.post(URL, asked).status_code == 302
    assert Opportunity.objects.count() == 2


def test_the_hint_says_list_price_times_quantity(client, alice, typed):
    client.force_login(alice)
    page = client.get(reverse("pipeline:deal_hints"), typed | {"quantity": 3}).content.decode()
    assert "$4,821 × 3 = $14,463" in page
