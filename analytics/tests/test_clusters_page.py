"""The page of clusters: what it shows, to whom, and that looking at it computes nothing."""

from functools import partial

import pytest
from django.urls import reverse

from accounts.models import Account
from accounts.tests.factories import AccountFactory
from analytics import clusters, runs, services
from analytics.cluster_board import Board
from analytics.core import clustering
from analytics.models import AccountMetrics, ModelRun, RunRequest

pytestmark = pytest.mark.django_db

PAGE = reverse("analytics:clusters")
COMPARE = reverse("analytics:clusters_compare")
PROGRESS = reverse("analytics:clusters_progress")


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    monkeypatch.setattr(clustering, "compare", partial(clustering.compare, draws=3))


@pytest.fixture
def customers(win, alice, charlie):
    """Four kinds of customers, eight of each; every fourth is charlie's, the others alice's."""
    kinds = [
        (range(2, 40, 3), 20_000),
        (range(3, 60, 9), 4_000),
        (range(150, 220, 30), 900),
        (range(300, 420, 8), 6_000),
    ]
    for n in range(32):
        days, value = kinds[n % 4]
        owner = charlie if n // 4 % 4 == 3 else alice
        shifted = [day + n // 4 for day in days]
        win(AccountFactory(name=f"Customer {n:02}"), *shifted, owner=owner, value=value + 10 * n)
    services.drain_account_changes()


@pytest.fixture
def run(customers) -> ModelRun:
    return clusters.compare_clusters()


@pytest.fixture
def see(client):
    def see(user, **query):
        client.force_login(user)
        return client.get(PAGE, query)

    return see


def names(answer):
    return [row.account.name for row, _ in answer.context["rows"]]


def test_before_the_first_comparison_it_says_so(see, dora, alice):
    for user, button in ((dora, True), (alice, False)):
        answer = see(user)
        assert "Nothing computed yet" in answer.text
        assert ("Compare now" in answer.text) is button


def test_too_few_accounts_are_a_sentence(see, dora, market):
    clusters.compare_clusters()
    answer = see(dora)
    assert "Too few accounts: 15 accounts have bought, and 4 clusters need 20." in answer.text
    assert "chart-clusters" not in answer.text


def test_the_judgement_comes_first_and_every_method_has_its_line(see, dora, run):
    text = see(dora).text
    assert run.reasons["judgement"] in text
    places = [text.index(part) for part in (run.reasons["judgement"], "<h2>Methods</h2>", 'id="chart-clusters"')]
    assert places == sorted(places)
    for method in run.metrics["methods"]:
        assert method["name"] in text
    assert "umap-learn is not installed" in text


def test_each_cluster_lists_its_accounts(see, dora, run):
    sizes = next(each["sizes"] for each in run.metrics["methods"] if each["key"] == "kmeans")
    assert sorted(sizes.values()) == [8] * 4
    seen = []
    for letter in sizes:
        answer = see(dora, method="kmeans", cluster=letter)
        assert {name for _, name in answer.context["rows"]} == {letter}
        assert len({int(name[-2:]) % 4 for name in names(answer)}) == 1
        seen += names(answer)
    assert len(set(seen)) == len(seen) == 32


@pytest.mark.parametrize("method", ["segments", "kmeans", "ward", "hdbscan"])
def test_the_page_places_accounts_as_the_run_did(run, dora, method):
    board = Board(run, dora, method)
    stored = dict(zip(run.parameters["accounts"], run.parameters["labels"][method], strict=True))
    placed = dict(board.accounts().values_list("account_id", "cluster"))
    assert placed == {account: label or "none" for account, label in stored.items()}


def test_kmeans_places_an_account_by_what_it_is_now(run, dora, win):
    late = AccountFactory(name="Newcomer")
    win(late, *range(2, 40, 3), value=20_000)
    services.drain_account_changes()
    twin = AccountMetrics.objects.get(account__name="Customer 00").pk
    placed = dict(Board(run, dora, "kmeans").accounts().values_list("account_id", "cluster"))
    assert placed[late.pk] == placed[twin]
    assert late.pk not in dict(Board(run, dora, "ward").accounts().values_list("account_id", "cluster"))


def test_of_two_centroids_as_near_the_first_is_taken(run, dora):
    row = AccountMetrics.objects.first()
    same = [row.recency, row.frequency, float(row.monetary)]
    run.parameters["centroids"]["kmeans"] = {"A": [0, 0, 0], "B": same, "C": same}
    assert Board(run, dora, "kmeans").accounts().get(pk=row.pk).cluster == "B"


def test_a_measure_that_did_not_differ_has_no_say(run, dora):
    run.parameters["spread"][1] = None
    assert Board(run, dora, "kmeans").accounts().count() == 32


def test_everybody_reads_the_comparison_and_their_own_accounts(see, alice, charlie, bob, dora, run):
    for user, seen in ((alice, 24), (charlie, 8), (bob, 24), (dora, 32)):
        answer = see(user, method="kmeans")
        assert answer.context["points"] == seen
        assert sum(group.accounts for group, _ in answer.context["groups"]) == 32
        assert ("The comparison is of all customers" in answer.text) is (user != dora)
    text = see(charlie, method="segments").text + see(charlie, method="ward").text
    assert "Customer 12" in text
    assert "Customer 00" not in text


def test_a_mean_of_few_accounts_is_kept_from_who_may_not_see_them(alice, anna, run):
    for method in run.metrics["methods"]:
        if method["key"] == "kmeans":
            method["sizes"]["A"] = 4
    assert [group.mean is None for group in Board(run, alice, "kmeans").groups] == [True, False, False, False]
    assert not any(group.mean is None for group in Board(run, anna, "kmeans").groups)


def test_pages_of_accounts_follow_each_other(see, client, dora, run):
    first = see(dora, method="ward")
    assert len(names(first)) == 25
    second = client.get(PAGE + first.context["pager"]["next"].partition("#")[0])
    assert len(names(second)) == 7
    assert not set(names(first)) & set(names(second))
    revenue = [row.monetary for row, _ in [*first.context["rows"], *second.context["rows"]]]
    assert revenue == sorted(revenue, reverse=True)


@pytest.mark.parametrize("query", [{"method": "nonsense"}, {"method": "umap"}, {"cluster": "Q"}, {"cluster": "none"}])
def test_what_there_is_not_is_404(see, dora, run, query):
    assert see(dora, **{"method": "kmeans"} | query).status_code == 404


def test_an_account_whose_name_looks_like_html_stays_text(see, dora, run):
    Account.objects.filter(name="Customer 00").update(name="<a href=x>Bad</a>")
    spec = see(dora).context["scatter"]
    texts = [text for trace in spec["data"] for text in trace["text"]]
    assert "&lt;a href=x&gt;Bad&lt;/a&gt;" in texts


def test_the_picture_has_each_account_once_with_a_link(see, dora, run):
    spec = see(dora, method="kmeans").context["scatter"]
    links = [url for trace in spec["data"] for url in trace["customdata"]]
    assert sorted(links) == sorted(reverse("analytics:account_page", args=[pk]) for pk in run.parameters["accounts"])
    assert [trace["name"] for trace in spec["data"]] == ["A", "B", "C", "D"]
    assert len({trace["marker"]["symbol"] for trace in spec["data"]}) == 4


def test_looking_computes_nothing(see, dora, run, monkeypatch):
    monkeypatch.setattr(clustering, "compare", None)
    assert see(dora).status_code == 200
    assert ModelRun.objects.filter(kind="clusters").count() == 1


def test_a_director_has_it_compared_and_sees_that_it_is_under_way(client, see, dora, customers):
    client.force_login(dora)
    answer = client.post(COMPARE, follow=True)
    assert "A comparison is asked for" in answer.text
    assert "A comparison is waiting for its turn" in answer.text
    assert "Compare now" not in answer.text
    client.post(COMPARE)
    assert RunRequest.objects.count() == 1
    assert client.get(PROGRESS, headers={"HX-Request": "true"}).status_code == 200
    runs.work_off_runs()
    done = client.get(PROGRESS, headers={"HX-Request": "true"})
    assert (done.status_code, done.headers["HX-Refresh"]) == (204, "true")
    assert "waiting for its turn" not in see(dora).text


def test_a_comparison_that_failed_is_said_beside_the_last_one(see, dora, run, monkeypatch):
    def fail(*args, **kwargs):
        raise ValueError("Nothing of it.")

    runs.ask_for_clusters(by=dora)
    monkeypatch.setattr(clustering, "compare", fail)
    runs.work_off_runs()
    text = see(dora).text
    assert "The last comparison failed" in text
    assert run.reasons["judgement"] in text
    assert "Compare now" in text


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_others_may_not_have_it_compared(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.post(COMPARE).status_code == 403
    assert not RunRequest.objects.exists()


def test_empty_fields_leave_the_address(client, dora, run):
    client.force_login(dora)
    assert client.get(f"{PAGE}?method=ward&cluster=").headers["Location"] == f"{PAGE}?method=ward"


def test_more_accounts_take_no_more_queries(see, dora, run, win, django_assert_max_num_queries):
    see(dora)
    with django_assert_max_num_queries(14):
        see(dora)
    for n in range(60):
        win(AccountFactory(name=f"More {n:02}"), 5 + n, value=100)
    services.drain_account_changes()
    clusters.compare_clusters()
    with django_assert_max_num_queries(14):
        see(dora)
