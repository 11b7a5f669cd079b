"""The board shows the list's open deals, a column for each open stage."""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from pipeline.models import Activity, Opportunity, Stage, StageChange, Task
from pipeline.tests.factories import OpportunityFactory, ProductFactory

URL = "/deals/board"
MOST_QUERIES = 16  # with two open stages; each one more asks once more
TODAY = timezone.localdate()
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def page(client, alice):
    client.force_login(alice)
    return lambda query="", path=URL, **headers: client.get(f"{path}?{query}", headers=headers).content.decode()


@pytest.fixture
def cards(page):
    """Return the codes of a column's cards, in order; of all columns without a stage."""

    def find(query="", stage=None):
        text = page(query)
        if stage is not None:
            text = re.search(rf'id="cards-{stage.pk}">(.*?)</ol>', text, re.DOTALL)[1]
        return re.findall(r'id="deal-([0-9A-Z]+)"', text)

    return find


@pytest.fixture
def due(alice, deal):
    def make(days, *, deal=deal, title="Call", done=False):
        Task.objects.create(
            title=title, opportunity=deal, owner=alice, due_on=TODAY + timedelta(days),
            done_at=timezone.now() if done else None,
        )  # fmt: skip

    return make


@pytest.fixture
def many(alice, acme, gtx, stages):
    def make(count, **fields):
        rows = [
            Opportunity(
                owner=alice, account=acme, product=gtx, amount=Decimal(100 + n % 7), stage=stages["Prospecting"],
                expected_close_date=TODAY + timedelta(n % 5) if n % 3 else None, **fields,
            )
            for n in range(count)
        ]  # fmt: skip
        return Opportunity.objects.bulk_create(rows)

    return make


def test_a_column_for_each_open_stage_by_its_position_whatever_its_name(page, deal, stages):
    Stage.objects.filter(pk=stages["Won"].pk).update(name="Closed Lost")
    Stage.objects.create(name="Won over", position=0, probability=5)
    names = re.findall(r'<section class="board-column".*?</svg>([^<]*)</span>', page(), re.DOTALL)
    assert names == ["Won over", "Prospecting", "Engaging"]


def test_won_and_lost_are_targets_and_no_columns(page, deal, stages):
    text = page()
    targets = re.findall(r'class="drop (\w+)" data-stage="(\d+)"', text)
    assert targets == [("won", str(stages["Won"].pk)), ("lost", str(stages["Lost"].pk))]


def test_a_deal_is_in_the_column_of_its_stage(cards, deal, stages):
    assert cards(stage=stages["Engaging"]) == [deal.code]
    assert cards(stage=stages["Prospecting"]) == []


def test_closed_deals_are_not_on_the_board(cards, alice):
    OpportunityFactory(won=True, owner=alice)
    OpportunityFactory(lost=True, owner=alice)
    assert cards() == []


def test_a_card_says_what_for_whom_how_much_and_when(page, deal):
    Opportunity.objects.update(expected_close_date=TODAY)
    text = page()
    for words in ["GTX Pro", "Acme", "$4,821", "45&nbsp;%<", f"{TODAY.day} {TODAY:%b}</time>", ">AA<", "Alice Ames"]:
        assert words in text
    assert ">late" not in text


def test_a_day_that_is_past_is_late(page, deal):
    Opportunity.objects.update(expected_close_date=TODAY - timedelta(400))
    assert re.search(r'class="bad-text">late \d+ \w+ \d{4}</time>', page())


def test_a_deal_without_account_says_so(page, deal):
    Opportunity.objects.update(account=None)
    assert "No account yet" in page()


@pytest.mark.parametrize(
    ("days", "kind", "words"),
    [
        (-3, "overdue", f"3{NBSP}d overdue"),
        (0, "today", "today"),
        (2, "planned", f"{(TODAY + timedelta(2)).day} "),
    ],
)
def test_the_next_task_is_said_by_shape_and_word(page, due, days, kind, words):
    due(days)
    shown = re.search(rf'class="due {kind}"><svg[^>]*><use href="[^"]*#due-{kind}">(.*?)</span></span>', page())
    assert "Call" in shown[1]
    assert words in shown[1]


def test_a_deal_without_a_task_has_no_next_step(page, due):
    due(1, done=True)
    assert "due none" in page()
    assert "No next step" in page()


def test_the_task_that_is_due_first_counts(page, due):
    for days in (5, -1, 3):
        due(days, title=f"In {days} days")
    text = page()
    assert "In -1 days" in text
    assert "In 3 days" not in text


@pytest.fixture
def entered(alice, acme, gtx, stages):
    """Make a deal that came into Engaging so many days ago, with a history like an import's."""

    def make(days):
        with connection.cursor() as cursor:
            cursor.execute("select set_config('dealwright.derived_history', 'on', true)")
        deal = OpportunityFactory(owner=alice, account=acme, product=gtx, stage=stages["Engaging"])
        moment = datetime.combine(TODAY - timedelta(days), time(12), tzinfo=UTC)
        StageChange.objects.create(opportunity=deal, to_stage=deal.stage, changed_at=moment, source="imported")
        return deal

    return make


@pytest.mark.parametrize(("days", "tone"), [(10, ""), (150, "warn"), (300, "bad")])
def test_a_chip_says_the_age_of_a_stale_deal(page, entered, days, tone):
    entered(days)
    assert (f'class="badge {tone}"' in page() and f"{days}{NBSP}d" in page()) == bool(tone)


def test_an_activity_takes_the_chip_away(page, entered, alice):
    deal = entered(300)
    Activity.objects.create(opportunity=deal, author=alice, text="Called")
    assert 'class="badge' not in page()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("account=acm", True),
        ("account=umbra", False),
        ("amount_min=4,822", False),
        ("owner=me", True),
        ("stale=on", False),
    ],
)
def test_the_filters_are_those_of_the_list(cards, deal, query, expected):
    assert (cards(query) == [deal.code]) == expected


def test_mine_and_stale_and_the_chips_keep_the_board(page, deal):
    text = page("account=acme&sort=value")
    assert '<a href="?sort=value" aria-label="Remove filter Account">' in text
    assert 'href="?account=acme&amp;sort=value&amp;owner=me"' in text


def test_the_list_and_the_board_lead_to_each_other_with_every_filter(page, deal):
    query = "account=acme&amp;stage=2&amp;stage=3&amp;sort=value"
    for path in ("/deals/", URL):
        text = page(query.replace("&amp;", "&"), path)
        assert f'href="/deals/board?{query}"' in text
        assert f'href="/deals/?{query}"' in text


def test_the_tab_of_won_deals_is_the_list(page, deal):
    text = page("owner=me")
    assert 'href="/deals/?owner=me&amp;type=won"' in text
    assert re.search(r'href="\?owner=me&amp;type=open" aria-current="page">Open', text)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", "third second first"),
        ("value", "second first third"),
        ("close", "third first second"),
        ("age", "first second third"),
        ("account", "third second first"),
        ("x", "third second first"),
    ],
)
def test_the_order_can_be_chosen(cards, alice, sort, expected):
    price, day = ProductFactory(list_price=Decimal(50)), TODAY + timedelta(9)
    names = {
        OpportunityFactory(owner=alice, product=price, **fields).code: name
        for name, fields in {
            "first": {"expected_close_date": day},
            "second": {"amount": 70},
            "third": {"amount": 20, "expected_close_date": TODAY},
        }.items()
    }
    assert [names[code] for code in cards(sort and f"sort={sort}")] == expected.split()


@pytest.mark.parametrize("sort", ["newest", "value", "-value", "close", "age"])
def test_a_column_goes_on_until_every_deal_was_shown_once(page, many, sort):
    many(60)
    text, seen, pages = page(f"sort={sort}&account=acme"), [], 0
    while text:
        seen += re.findall(r'id="deal-([0-9A-Z]+)"', text)
        more = re.search(r'class="more" href="([^"]*)" hx-get="\1"', text)
        assert not more or "account=acme" in more[1]
        path, _, query = more[1].replace("&amp;", "&").partition("?") if more else ("", "", "")
        text, pages = page(query, path, **{"hx-request": "true"}) if more else "", pages + 1
    assert (len(seen), len(set(seen)), pages) == (60, 60, 3)


def test_further_cards_take_the_focus(page, many, stages):
    many(30)
    column = reverse("pipeline:board_column", args=[stages["Prospecting"].pk])
    assert page(path=column, **{"hx-request": "true"}).count(" autofocus") == 1
    assert " autofocus" not in page()


def test_without_htmx_further_cards_are_a_page(page, many, stages):
    many(30)
    column = reverse("pipeline:board_column", args=[stages["Prospecting"].pk])
    text = page("account=acme", column)
    assert "Prospecting: more deals" in text
    assert 'href="/deals/board?account=acme"' in text


@pytest.mark.parametrize("stage", ["Won", None])
def test_a_column_that_is_none_does_not_exist(client, alice, stages, stage):
    client.force_login(alice)
    key = stages[stage].pk if stage else 10**25
    assert client.get(reverse("pipeline:board_column", args=[key])).status_code == 404


@pytest.mark.parametrize("cursor", ["x", "9999999999999999999999~1", "%00~1", "1e999999~3", "2025-13-01~1"])
@pytest.mark.parametrize("sort", ["newest", "value", "close", "age"])
def test_a_forged_cursor_is_no_error(client, alice, deal, sort, cursor):
    client.force_login(alice)
    column = reverse("pipeline:board_column", args=[deal.stage_id])
    assert client.get(f"{column}?sort={sort}&after={cursor}").status_code == 200


@pytest.mark.parametrize("count", [10, 200])
@pytest.mark.parametrize("sort", ["", "age"])
def test_the_queries_do_not_grow_with_the_deals(client, alice, many, due, sort, count, django_assert_max_num_queries):
    for row in many(count):
        due(1, deal=row)
    client.force_login(alice)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(f"{URL}?sort={sort or 'newest'}").status_code == 200


def test_an_empty_board_offers_the_first_deal(page, alice):
    OpportunityFactory(won=True, owner=alice)
    text = page()
    assert "No open deals" in text
    assert reverse("pipeline:deal_create") in text


@pytest.mark.parametrize(
    ("query", "drop"), [("account=umbra", "Drop Account"), ("type=won", "Drop Open, won or lost")]
)
def test_the_filter_that_empties_the_board_is_named(page, deal, query, drop):
    text = page(query)
    assert "No open deal passes these filters" in text
    assert drop in text
    assert f'href="/deals/?{query}"' in text


def test_without_an_open_stage_the_board_says_so(page, db):
    Stage.objects.open().delete()
    assert "No open stage" in page()


@pytest.mark.parametrize("query", ["account=%00", "amount_min=1e400", "owner=999999", "stage=x", "closes_from=x"])
def test_a_filter_without_sense_is_left_out_and_says_so(page, deal, query):
    assert deal.code in page(query)
    assert "Left out" in page(query)


def test_the_empty_fields_of_the_form_leave_the_address(client, alice):
    client.force_login(alice)
    assert client.get(f"{URL}?owner=&stage=1&stage=2").url == f"{URL}?stage=1&stage=2"


def test_charlie_sees_nothing_of_hers(client, charlie, deal):
    client.force_login(charlie)
    assert deal.code not in client.get(URL).content.decode()


def test_who_may_only_read_gets_no_way_to_move(client, anna, deal):
    client.force_login(anna)
    text = client.get(URL).content.decode()
    assert deal.code in text
    assert "data-move" not in text
    assert reverse("pipeline:deal_move", args=[deal.code]) not in text


def test_the_header_of_a_column_offers_a_deal_in_its_stage(client, alice, deal, stages):
    client.force_login(alice)
    assert f'href="/deals/new?stage={deal.stage_id}"' in client.get(URL).content.decode()
    form = client.get("/deals/new", {"stage": deal.stage_id}).context["form"]
    assert form["stage"].value() == stages["Engaging"].pk


@pytest.mark.parametrize("stage", ["x", "9" * 30, "%00"])
def test_a_forged_stage_of_a_new_deal_is_left_out(client, alice, stages, stage):
    client.force_login(alice)
    assert client.get(f"/deals/new?stage={stage}").context["form"]["stage"].value() == stages["Prospecting"].pk


def test_names_are_escaped(page, deal, due):
    deal.account.name = "<script>x</script>"
    deal.account.save()
    due(-1, title="<script>y</script>")
    assert not re.search("<script>[xy]", page())


def test_a_day_of_another_year_names_it(page, deal):
    Opportunity.objects.update(expected_close_date=date(TODAY.year + 1, 3, 4))
    assert f"4 Mar {TODAY.year + 1}</time>" in page()
