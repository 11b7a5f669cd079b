"""The common space of customers, and the methods that look for clusters in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import numpy as np
from numpy.typing import NDArray

from analytics.core.purchases import FloatArray

Labels = NDArray[np.int64]

NOISE = -1
LEAST_CLUSTER = 5  # accounts
_STARTS = 10


@dataclass(frozen=True, eq=False)
class Space:
    """Recency, frequency and monetary value in standard deviations from their mean: the space of every method.

    The earlier systems scored each method in a space of its own, in which its figures could not be compared.
    """

    mean: FloatArray
    spread: FloatArray

    @classmethod
    def of(cls, values: FloatArray) -> Space:
        """The space of accounts, one a row; a measure that is the same for all has no say."""
        spread = values.std(axis=0)
        # Equal values have a spread of rounding noise, which must not be blown up to differences.
        flat = spread <= 1e-9 * np.maximum(1.0, np.abs(values).max(axis=0))
        return cls(values.mean(axis=0), np.where(flat, np.inf, spread))

    def place(self, values: FloatArray) -> FloatArray:
        placed: FloatArray = (values - self.mean) / self.spread
        return placed


@dataclass(frozen=True)
class Method:
    """`partition(z, k, seed)` gives each row of z a cluster from 0 on, or NOISE. `redraws` is for its stability."""

    key: str
    name: str
    partition: Callable[[FloatArray, int, int], Labels]
    redraws: int
    package: str = ""

    @property
    def installed(self) -> bool:
        try:
            return not self.package or bool(version(self.package))
        except PackageNotFoundError:
            return False


def kmeans(z: FloatArray, k: int, seed: int) -> Labels:
    from sklearn.cluster import KMeans

    return _whole(KMeans(k, n_init=_STARTS, random_state=seed).fit_predict(z))


def ward(z: FloatArray, k: int, seed: int) -> Labels:
    from sklearn.cluster import AgglomerativeClustering

    return _whole(AgglomerativeClustering(k, linkage="ward").fit_predict(z))


def hdbscan(z: FloatArray, k: int, seed: int) -> Labels:
    """It finds the number of clusters itself; the smallest has 5 accounts, or 2 % of many."""
    from sklearn.cluster import HDBSCAN

    least = max(LEAST_CLUSTER, len(z) // 50)
    return _whole(HDBSCAN(min_cluster_size=least, min_samples=least - 1, copy=True).fit_predict(z))


def umap_hdbscan(z: FloatArray, k: int, seed: int) -> Labels:
    """HDBSCAN on a plane that UMAP draws of the space (McInnes, Healy and Melville 2018); scored in the space."""
    from umap import UMAP

    neighbours = min(15, len(z) - 1)
    plane = UMAP(n_neighbors=neighbours, min_dist=0.1, random_state=seed, n_jobs=1).fit_transform(z)
    return hdbscan(np.asarray(plane, dtype=np.float64), k, seed)


METHODS = (
    Method("kmeans", "KMeans", kmeans, redraws=100),
    Method("ward", "Agglomerative (Ward)", ward, redraws=100),
    Method("hdbscan", "HDBSCAN", hdbscan, redraws=100),
    Method("umap", "HDBSCAN on a UMAP plane", umap_hdbscan, redraws=5, package="umap-learn"),
)


def centroids(points: FloatArray, labels: Labels) -> FloatArray:
    """The mean of each cluster's rows, cluster 0 first; noise has none."""
    found = range(int(labels.max(initial=NOISE)) + 1)
    return np.array([points[labels == cluster].mean(axis=0) for cluster in found]).reshape(-1, points.shape[1])


def nearest(z: FloatArray, middles: FloatArray) -> Labels:
    """The cluster of each row whose centroid is nearest; of two as near the first."""
    distances = ((z[:, None, :] - middles[None, :, :]) ** 2).sum(axis=2)
    return _whole(distances.argmin(axis=1))


def _whole(labels: NDArray[np.generic]) -> Labels:
    return labels.astype(np.int64)
