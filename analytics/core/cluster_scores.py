"""How good clusters are: compactness, what data without clusters would score, and whether they come back."""

from __future__ import annotations

import warnings
from dataclasses import asdict, dataclass

import numpy as np

from analytics.core.cluster_methods import NOISE, Labels, Method, kmeans
from analytics.core.purchases import FloatArray

DRAWS = 100


@dataclass(frozen=True)
class Scores:
    """Davies-Bouldin (1979; less is better), silhouette (Rousseeuw 1987) and Calinski-Harabasz (1974; more is)."""

    davies_bouldin: float
    silhouette: float
    calinski_harabasz: float

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


@dataclass(frozen=True)
class Null:
    """Silhouettes of KMeans with so many clusters in data without any, of the same size and covariance."""

    k: int
    mean: float
    p95: float

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def score(z: FloatArray, labels: Labels) -> Scores | None:
    """Score the groups; noise is one of them, or leaving out what fits badly would pay. None for a single group."""
    from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

    if not 2 <= len(np.unique(labels)) < len(labels):
        return None
    scorers = (davies_bouldin_score, silhouette_score, calinski_harabasz_score)
    return Scores(*(round(float(scorer(z, labels)), 6) for scorer in scorers))


def without_noise(z: FloatArray, labels: Labels) -> Scores | None:
    kept = labels != NOISE
    return score(z[kept], labels[kept])


def null_silhouettes(z: FloatArray, k: int, *, seed: int, draws: int = DRAWS) -> Null:
    """Draw Gaussian data of the covariance of z and cluster it as often as `draws` says.

    Silhouettes rise and fall with k and with the correlations of the measures; a figure says something only beside
    this one (after Tibshirani, Walther and Hastie 2001, The gap statistic).
    """
    from sklearn.metrics import silhouette_score

    rng = np.random.default_rng([seed, k])
    covariance = np.cov(z.T)
    found = []
    for _ in range(draws):
        drawn = rng.multivariate_normal(np.zeros(z.shape[1]), covariance, size=len(z), method="eigh")
        found.append(silhouette_score(drawn, kmeans(drawn, k, int(rng.integers(2**31)))))
    return Null(k, round(float(np.mean(found)), 6), round(float(np.quantile(found, 0.95)), 6))


def stability(z: FloatArray, labels: Labels, method: Method, k: int, *, seed: int, draws: int = DRAWS) -> float | None:
    """Mean adjusted Rand index (Hubert and Arabie 1985) of the clusters with those of bootstrap samples.

    Each sample is clustered anew and compared over the accounts in it. 1: always the same clusters; 0: as like as
    chance. None where no sample had more different accounts than clusters.
    """
    from sklearn.metrics import adjusted_rand_score

    rng = np.random.default_rng(seed)
    agreements = []
    for _ in range(min(draws, method.redraws)):
        drawn = rng.integers(0, len(z), len(z))
        again = int(rng.integers(2**31))
        if len(np.unique(z[drawn], axis=0)) <= k:
            continue
        accounts, first = np.unique(drawn, return_index=True)
        redrawn = quietly(method, z[drawn], k, again)
        agreements.append(adjusted_rand_score(labels[accounts], redrawn[first]))
    return round(float(np.mean(agreements)), 6) if agreements else None


def quietly(method: Method, z: FloatArray, k: int, seed: int) -> Labels:
    """Partition without the warnings of packages: UMAP's about a seed, and about few or equal neighbours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return method.partition(z, k, seed)
