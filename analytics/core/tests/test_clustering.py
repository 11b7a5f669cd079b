"""Ways to group customers, compared in one space."""

import json
from itertools import pairwise

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from analytics.core import clustering
from analytics.core.cluster_methods import METHODS, Space, kmeans, nearest
from analytics.core.cluster_scores import null_silhouettes, score
from analytics.core.clustering import compare
from analytics.core.rfm import quantile_thresholds
from analytics.core.scoring import place_all

REFERENCE_DAY = np.datetime64("2018-01-01")


def planted(sizes=(60, 40, 30, 20), seed=3):
    """Accounts around four centres (days, deals, $), far apart, with the number of their centre."""
    rng = np.random.default_rng(seed)
    centres = np.array([[5, 80, 200_000], [10, 20, 30_000], [90, 30, 50_000], [80, 85, 60_000]])
    truth = np.repeat(np.arange(4), sizes)
    return centres[truth] + rng.normal(size=(len(truth), 3)) * [4, 4, 9_000], truth


def noise(seed, accounts=120):
    """One cloud, in which frequency and value go together."""
    rng = np.random.default_rng(seed)
    covariance = [[1, -0.3, -0.2], [-0.3, 1, 0.8], [-0.2, 0.8, 1]]
    return rng.multivariate_normal(np.zeros(3), covariance, accounts) * [5, 18, 46_000] + [30, 90, 250_000]


def segments_of(values):
    return np.where(values[:, 2] > np.median(values[:, 2]), "large", "small").tolist()


def method(compared, key):
    return next(each for each in compared.metrics["methods"] if each["key"] == key)


@pytest.fixture(scope="module")
def reference(crm):
    summary = crm.summary(REFERENCE_DAY)
    values = np.column_stack([summary.recency, summary.frequency, summary.monetary])
    _, segments = place_all(summary, {"thresholds": quantile_thresholds(summary).as_dict()})
    return compare(values, segments.tolist())


@pytest.fixture(scope="module")
def found():
    values, truth = planted()
    return compare(values, segments_of(values), draws=20), truth


@pytest.mark.parametrize(
    ("key", "davies_bouldin", "silhouette", "calinski_harabasz", "sizes"),
    [("kmeans", 0.784, 0.386, 65.8, [37, 32, 12, 4]), ("ward", 0.804, 0.382, 57.5, [41, 33, 7, 4])],
)
def test_the_reference_figures_of_the_real_data(reference, key, davies_bouldin, silhouette, calinski_harabasz, sizes):
    got = method(reference, key)
    assert got["scores"]["davies_bouldin"] == pytest.approx(davies_bouldin, abs=0.005)
    assert got["scores"]["silhouette"] == pytest.approx(silhouette, abs=0.005)
    assert got["scores"]["calinski_harabasz"] == pytest.approx(calinski_harabasz, abs=0.05)
    assert sorted(got["sizes"].values(), reverse=True) == sizes


def test_the_real_data_have_weak_structure_and_kmeans_wins_by_a_little(reference):
    kmeans = method(reference, "kmeans")
    assert kmeans["null"]["mean"] == pytest.approx(0.326, abs=0.015)
    assert kmeans["null"]["p95"] == pytest.approx(0.369, abs=0.02)
    assert kmeans["stability"] == pytest.approx(0.74, abs=0.06)
    assert reference.metrics["chosen"] == "kmeans"
    assert reference.reasons["judgement"].startswith(
        "Weak structure: KMeans with 4 clusters is the honest choice, by a little."
    )


def test_the_real_centroids_are_those_of_the_reference(reference):
    centroids = sorted(reference.parameters["centroids"]["kmeans"].values(), key=lambda middle: middle[2])
    rounded = [[round(days), round(deals), round(money / 1000)] for days, deals, money in centroids]
    assert rounded == [[4, 37, 86], [15, 46, 116], [3, 59, 138], [2, 110, 253]]


def test_hdbscan_scores_noise_as_a_group_and_says_what_it_would_score_without(reference):
    got = method(reference, "hdbscan")
    assert got["noise"] > 0.25 * got["accounts"]
    assert got["scores"]["silhouette"] < got["without_noise"]["silhouette"]
    assert got["verdict"] == f"Leaves {100 * got['noise'] / 85:.0f}\N{NO-BREAK SPACE}% of the accounts in no cluster"


def test_planted_clusters_are_recovered(found):
    compared, truth = found
    for key in ("kmeans", "ward", "hdbscan"):
        assert adjusted_rand_score(truth, compared.labels[key]) > 0.95, key
        assert method(compared, key)["beats_null"]
        assert method(compared, key)["stability"] > 0.9
    assert compared.reasons["judgement"].startswith("Strong structure")
    assert compared.metrics["chosen"] in {"kmeans", "ward", "hdbscan"}


def test_segments_are_scored_in_the_same_space(found):
    compared, _ = found
    values, _ = planted()
    got = method(compared, "segments")
    assert got["sizes"] == {"large": 75, "small": 75}
    assert got["scores"]["silhouette"] < method(compared, "kmeans")["scores"]["silhouette"]
    assert compared.labels["segments"] == segments_of(values)


def test_the_curve_peaks_at_the_planted_number(found):
    compared, _ = found
    best = max(compared.metrics["curve"], key=lambda point: point["silhouette"])
    assert best["k"] == 4
    assert [point["k"] for point in compared.metrics["curve"]] == [*range(2, 9)]


def test_pure_noise_is_no_better_than_the_null():
    values = noise(seed=1)
    compared = compare(values, segments_of(values), draws=60)
    assert not any(each["beats_null"] for each in compared.metrics["methods"])
    assert compared.metrics["chosen"] == "segments"
    assert compared.reasons["judgement"].startswith("No clusters to work with: no method scores better")


def test_of_many_clouds_of_noise_hardly_any_beats_the_null():
    """Five of a hundred do by the definition of the null; four of twenty have a chance of 2 %."""
    silhouettes, nulls = [], []
    for seed in range(20):
        values = noise(seed)
        z = Space.of(values).place(values)
        silhouettes.append(score(z, kmeans(z, 4, seed)).silhouette)
        nulls.append(null_silhouettes(z, 4, seed=seed, draws=40))
    assert sum(found > null.p95 for found, null in zip(silhouettes, nulls, strict=True)) < 4
    assert np.mean(silhouettes) == pytest.approx(np.mean([null.mean for null in nulls]), abs=0.01)


def test_units_do_not_matter(found):
    compared, _ = found
    values, _ = planted()
    again = compare(values * [1, 1, 0.001], segments_of(values), draws=20)
    assert again.labels == compared.labels
    assert method(again, "kmeans")["scores"] == pytest.approx(method(compared, "kmeans")["scores"])


def test_the_same_seed_gives_the_same_comparison(found):
    compared, _ = found
    values, _ = planted()
    again = compare(values, segments_of(values), draws=20)
    assert (again.metrics, again.parameters, again.labels) == (compared.metrics, compared.parameters, compared.labels)


def test_labels_keep_their_identity_when_rows_are_shuffled_and_moved(found):
    compared, _ = found
    values, _ = planted()
    rng = np.random.default_rng(8)
    order = rng.permutation(len(values))
    moved = values[order] + rng.normal(size=values.shape) * [1, 1, 2_000]
    again = compare(moved, segments_of(moved), draws=2, seed=99, before=compared.parameters["centroids"])
    for key in ("kmeans", "ward"):
        assert again.labels[key] == [compared.labels[key][place] for place in order]


def test_centroids_place_an_account_where_kmeans_did(found):
    compared, _ = found
    values, _ = planted()
    centroids = compared.parameters["centroids"]["kmeans"]
    space = Space(np.array(compared.parameters["mean"]), np.array(compared.parameters["spread"]))
    placed = nearest(space.place(values), space.place(np.array(list(centroids.values()))))
    assert [list(centroids)[place] for place in placed] == compared.labels["kmeans"]


def test_it_is_json(found):
    compared, _ = found
    for part in (compared.parameters, compared.metrics, compared.reasons, compared.labels):
        assert json.loads(json.dumps(part, allow_nan=False)) == part


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ([], "No account has bought yet"),
        ([[1, 2, 300]], "1 account has bought, and 4 clusters need 20"),
        (planted()[0][:3], "3 accounts have bought"),
        ([[1, 2, 300]] * 40, "the same recency, frequency and monetary value"),
        ([[1, 2, 300], [1, 2, 400], [2, 2, 300]] * 20, "only 3 different values"),
    ],
)
def test_odd_data_are_refused_with_a_sentence(values, says):
    compared = compare(values, ["s"] * len(values))
    assert says in compared.reasons["judgement"]
    assert compared.metrics["refused"] == compared.reasons["judgement"]
    assert (compared.metrics["methods"], compared.labels) == ([], {})


def test_a_measure_that_is_the_same_for_all_has_no_say():
    values, truth = planted()
    values[:, 1] = 7
    compared = compare(values, segments_of(values), draws=5)
    assert adjusted_rand_score(truth, compared.labels["kmeans"]) > 0.9
    assert compared.parameters["spread"][1] is None


def test_many_equal_accounts_are_compared_all_the_same():
    values = np.repeat([[1, 9, 900], [2, 5, 400], [30, 2, 100], [60, 1, 50], [90, 1, 60.0]], 8, axis=0)
    compared = compare(values, segments_of(values), draws=5)
    assert method(compared, "kmeans")["scores"]["silhouette"] > 0.5


@pytest.mark.parametrize(
    ("values", "segments", "k", "says"),
    [
        ([[1, 2, float("nan")]], ["s"], 4, "numbers"),
        ([[1, 2, 3]], [], 4, "segment"),
        ([[1, 2, 3]], ["s"], 1, "two clusters"),
    ],
)
def test_what_is_no_table_of_accounts_is_an_error(values, segments, k, says):
    with pytest.raises(ValueError, match=says):
        compare(values, segments, k=k)


def test_many_accounts_are_scored_on_a_sample_of_stated_size(monkeypatch):
    monkeypatch.setattr(clustering, "SAMPLE", 200)
    values, truth = planted(sizes=(900, 700, 300, 100))
    compared = compare(values, segments_of(values), draws=3)
    assert (compared.metrics["accounts"], compared.metrics["sample"]) == (2000, 200)
    assert len(compared.labels["ward"]) == 200
    assert all(before < after for before, after in pairwise(compared.sample))
    assert adjusted_rand_score(truth[compared.sample], compared.labels["kmeans"]) > 0.95
    # KMeans is fitted on all of them: a small cluster keeps its size.
    assert sorted(method(compared, "kmeans")["sizes"].values()) == pytest.approx([100, 300, 700, 900], abs=20)


def test_without_the_optional_package_it_says_so(found):
    compared, _ = found
    umap = METHODS[-1]
    if umap.installed:
        pytest.skip("umap-learn is installed")
    assert method(compared, "umap")["absent"] == "Not computed: umap-learn is not installed"
    assert "umap" not in compared.labels


def test_with_the_optional_package_clusters_are_recovered_too():
    pytest.importorskip("umap")
    values, truth = planted()
    compared = compare(values, segments_of(values), draws=2)
    assert adjusted_rand_score(truth, compared.labels["umap"]) > 0.9
