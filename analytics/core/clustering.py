"""Ways to group customers, compared in one space: the RFM segments and what clustering methods find.

Every method gets the same accounts in the same space (z-scored recency, frequency, monetary value) and is scored
there, beside the null distribution: what KMeans scores on data without clusters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.core.cluster_judgement import SEGMENTS, Found, judge
from analytics.core.cluster_methods import METHODS, NOISE, Method, Space, centroids, kmeans
from analytics.core.cluster_names import name_clusters, traits
from analytics.core.cluster_scores import DRAWS, Null, null_silhouettes, quietly, score, stability, without_noise
from analytics.core.purchases import FloatArray, IntArray

CLUSTERS = 4
SAMPLE = 1_000  # accounts; silhouettes and Ward's tree grow with their square, and the null needs a hundred
ACCOUNTS_A_CLUSTER = 5
MOST_ON_THE_CURVE = 8
MOST_GROUPS = 20  # beyond which a null distribution is no longer worth its minutes
Centroids = Mapping[str, Mapping[str, Sequence[float]]]


@dataclass(frozen=True, eq=False)
class Compared:
    """A comparison; parameters, metrics and reasons are JSON-able, without NaN or infinity.

    parameters: k, seed, draws, mean and spread of the space, centroids (days, won deals, $) by method and cluster,
        versions of the packages
    metrics: accounts, sample, refused; methods (see `Found.as_dict`) with their verdicts, the curve of KMeans over k
        beside its null, the chosen method's key
    reasons: sentences; "judgement" is the first to read
    sample: positions of the accounts that were scored; labels: their clusters' names by method, "" for noise
    """

    parameters: dict[str, Any]
    metrics: dict[str, Any]
    reasons: dict[str, str]
    sample: IntArray
    labels: dict[str, list[str]]


def compare(
    values: ArrayLike,
    segments: Sequence[str],
    *,
    k: int = CLUSTERS,
    seed: int = 0,
    before: Centroids | None = None,
    draws: int = DRAWS,
) -> Compared:
    """Compare on rows of (recency in days, won deals, won revenue in $) and each account's segment.

    KMeans is fitted on all accounts; everything else, and every score, on a seeded sample of SAMPLE. `before` are the
    centroids of the last run, whose names go on. Too few or equal accounts are refused with a sentence in `reasons`.
    Raises ValueError for rows that are no numbers, are not as many as segments, or for fewer than two clusters.
    """
    points = _checked(values, segments, k)
    refused = refusal(points, k)
    if refused:
        metrics = {"accounts": len(points), "sample": 0, "refused": refused, "methods": [], "curve": [], "chosen": ""}
        return Compared(_settings(k, seed, draws), metrics, {"judgement": refused}, np.arange(0), {})
    import sklearn.cluster  # noqa: F401 - a limit holds for libraries that are loaded
    from threadpoolctl import threadpool_limits

    # One thread: in which order several add up is chance, and so would be the last digits of a centroid.
    with threadpool_limits(limits=1):
        return _Comparison(points, np.asarray(segments, dtype=str), k, seed, draws, before or {}).run()


def refusal(points: FloatArray, k: int) -> str:
    """Why there is nothing to compare; empty where there is."""
    if not len(points):
        return "No account has bought yet, so there is nothing to compare."
    needed = k * ACCOUNTS_A_CLUSTER
    if len(points) < needed:
        have = "account has" if len(points) == 1 else "accounts have"
        return f"Too few accounts: {len(points)} {have} bought, and {k} clusters need {needed}."
    different = len(np.unique(points, axis=0))
    if different == 1:
        return "All accounts have the same recency, frequency and monetary value: there is nothing to tell them apart."
    if different <= k:
        return f"The accounts have only {different} different values, too few for {k} clusters."
    return ""


def _checked(values: ArrayLike, segments: Sequence[str], k: int) -> FloatArray:
    points = np.asarray(values, dtype=np.float64).reshape(-1, 3)
    if not np.isfinite(points).all():
        raise ValueError("Recency, frequency and monetary value must be numbers.")
    if len(points) != len(segments):
        raise ValueError("Every account needs a segment.")
    if k < 2:
        raise ValueError("There must be at least two clusters.")
    return points


def _settings(k: int, seed: int, draws: int) -> dict[str, Any]:
    optional = [method.package for method in METHODS if method.package and method.installed]
    versions = {package: version(package) for package in ("numpy", "scikit-learn", "scipy", *optional)}
    return {"k": k, "seed": seed, "draws": draws, "centroids": {}, "versions": versions}


class _Comparison:
    """What the steps of one comparison share."""

    def __init__(
        self, points: FloatArray, segments: NDArray[Any], k: int, seed: int, draws: int, before: Centroids
    ) -> None:
        self.points, self.segments, self.k, self.seed, self.draws, self.before = (
            points, segments, k, seed, draws, before,
        )  # fmt: skip
        self.space = Space.of(points)
        self.sample = _sample(len(points), seed)
        self.z_all = self.space.place(points)
        self.z = self.z_all[self.sample]
        self.centroids: dict[str, dict[str, list[float]]] = {}
        self.labels: dict[str, list[str]] = {}
        self.nulls: dict[int, Null] = {}

    def run(self) -> Compared:
        found = [self._segments(), *(self._found(method) for method in METHODS)]
        curve = [self._at(k) for k in self._curve_ks()]
        judgement = judge(found)
        methods = [each.as_dict() | {"verdict": judgement.verdicts[each.key]} for each in found]
        metrics = {
            "accounts": len(self.points),
            "sample": len(self.sample),
            "refused": "",
            "methods": methods,
            "curve": curve,
            "chosen": judgement.chosen,
        }
        parameters = _settings(self.k, self.seed, self.draws) | {
            "mean": self.space.mean.tolist(),
            "spread": [None if np.isinf(each) else each for each in self.space.spread.tolist()],
            "centroids": self.centroids,
        }
        return Compared(parameters, metrics, judgement.sentences, self.sample, self.labels)

    def _segments(self) -> Found:
        """The segments as they are: rules are not found, so they have no stability to test."""
        keys, codes, sizes = np.unique(self.segments, return_inverse=True, return_counts=True)
        sampled = codes[self.sample].astype(np.int64)
        self.labels[SEGMENTS] = self.segments[self.sample].tolist()
        return Found(
            SEGMENTS,
            "RFM segments",
            sizes=dict(sorted(zip(keys.tolist(), sizes.tolist(), strict=True), key=lambda pair: -pair[1])),
            traits=self._described(SEGMENTS, keys.tolist(), centroids(self.points, codes.astype(np.int64))),
            scores=score(self.z, sampled),
            null=self._null(len(np.unique(sampled))),
        )

    def _found(self, method: Method) -> Found:
        if not method.installed:
            return Found(method.key, method.name, absent=f"Not computed: {method.package} is not installed")
        whole = method.key == "kmeans"
        everyone = quietly(method, self.z_all if whole else self.z, self.k, self.seed)
        middles = centroids(self.points if whole else self.points[self.sample], everyone)
        names = name_clusters(middles, self.before.get(method.key, {}), self.space)
        labels = everyone[self.sample] if whole else everyone
        self.labels[method.key] = [names[label] if label != NOISE else "" for label in labels.tolist()]
        sizes = {name: int((everyone == cluster).sum()) for cluster, name in enumerate(names)}
        return Found(
            method.key,
            method.name,
            sizes=dict(sorted(sizes.items())),
            traits=self._described(method.key, names, middles),
            noise=int((everyone == NOISE).sum()),
            scores=score(self.z, labels),
            without_noise=without_noise(self.z, labels),
            stability=stability(self.z, labels, method, self.k, seed=self.seed, draws=self.draws),
            null=self._null(len(np.unique(labels))),
        )

    def _described(self, key: str, names: Sequence[str], middles: FloatArray) -> dict[str, str]:
        """Keep the centroids, and say what sets each apart."""
        self.centroids[key] = dict(sorted(zip(names, middles.tolist(), strict=True)))
        placed = self.space.place(middles).tolist() if len(middles) else []
        return {name: traits(middle) for name, middle in sorted(zip(names, placed, strict=True))}

    def _null(self, groups: int) -> Null | None:
        if not 2 <= groups <= min(MOST_GROUPS, len(self.z) // 2):
            return None
        if groups not in self.nulls:
            self.nulls[groups] = null_silhouettes(self.z, groups, seed=self.seed, draws=self.draws)
        return self.nulls[groups]

    def _curve_ks(self) -> range:
        room = min(len(self.z) // ACCOUNTS_A_CLUSTER, len(np.unique(self.z, axis=0)) - 1)
        return range(2, min(MOST_ON_THE_CURVE, room) + 1)

    def _at(self, k: int) -> dict[str, Any]:
        scores, null = score(self.z, kmeans(self.z, k, self.seed)), self._null(k)
        return {"k": k, "silhouette": scores and scores.silhouette, "null": null and null.as_dict()}


def _sample(accounts: int, seed: int) -> IntArray:
    if accounts <= SAMPLE:
        return np.arange(accounts)
    return np.sort(np.random.default_rng(seed).choice(accounts, SAMPLE, replace=False))
