"""What the page of clusters shows of a comparison: its methods, the clusters of the chosen one, and their accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Expression, F, FloatField, QuerySet, Value, When
from django.db.models.functions import Cast, Least, Power
from django.db.models.lookups import LessThanOrEqual

from analytics.core.written import MINUS
from analytics.models import AccountMetrics, ModelRun, Segment
from teams import visibility
from teams.models import User

SEGMENTS, KMEANS = "segments", "kmeans"
# The mean of fewer accounts would tell those who may not see them what one of them bought.
FEWEST_SHOWN = 5
NO_CLUSTER = "none"
ROOM_BELOW = 0.08  # of silhouette, in the picture
_MEASURES = ("recency", "frequency", "monetary")


@dataclass(frozen=True)
class Group:
    """A cluster or a segment: its accounts in the comparison, their mean, and what sets it apart."""

    key: str
    name: str
    accounts: int
    share: float
    traits: str
    mean: dict[str, float] | None


@dataclass(frozen=True)
class Line:
    """A method of the comparison, as the run has it, with its sizes written out."""

    method: dict[str, Any]
    sizes: str
    shown: bool

    @property
    def silhouettes(self) -> tuple[str, str]:
        """As scored, and what it would be without noise; empty where there is none."""
        scored, without = self.method["scores"], self.method["without_noise"]
        return _three_digits(scored), _three_digits(without)


class Board:
    """A run as its viewer may see it, with one of its methods shown."""

    def __init__(self, run: ModelRun, user: User, wanted: str = "") -> None:
        self.run, self.user = run, user
        self.metrics: dict[str, Any] = run.metrics
        methods = {method["key"]: method for method in self.metrics["methods"]}
        # A method that found nothing can be read in the table, and has nothing else to show.
        self.choices = [method for method in methods.values() if method["sizes"]]
        keys = [method["key"] for method in self.choices]
        first = self.metrics["chosen"] if self.metrics["chosen"] in keys else SEGMENTS
        self.known = not wanted or wanted in keys
        self.method: dict[str, Any] = methods.get(wanted if wanted in keys else first, {})
        self.names = dict(Segment.objects.values_list("key", "name"))

    @property
    def lines(self) -> list[Line]:
        shown = self.method.get("key")
        return [Line(each, _sizes(each["sizes"]), each["key"] == shown) for each in self.metrics["methods"]]

    @property
    def below(self) -> list[str]:
        """What has a silhouette too low for a picture that shows the others well, in words."""
        low = [each for each in self.metrics["methods"] if each["scores"] and not in_picture(each, self.metrics)]
        return [f"{each['name']} {_three_digits(each['scores'])}" for each in low]

    @property
    def groups(self) -> list[Group]:
        key, whole = self.method["key"], self.method["accounts"]
        sees_all = visibility.sees_everything(self.user)
        centroids = self.run.parameters["centroids"].get(key, {})
        return [
            Group(
                name,
                self.name_of(name),
                accounts,
                accounts / whole,
                self.method["traits"].get(name, ""),
                dict(zip(_MEASURES, centroids[name], strict=True)) if sees_all or accounts >= FEWEST_SHOWN else None,
            )
            for name, accounts in sorted(self.method["sizes"].items(), key=lambda pair: self._place(pair[0]))
        ]

    def _place(self, key: str) -> tuple[int, str]:
        """Segments in the order of their rules, clusters by their letters: A to Z, A2 to Z2."""
        if self.method["key"] == SEGMENTS:
            return (list(self.names).index(key) if key in self.names else len(self.names), key)
        return len(key), key

    def name_of(self, key: str) -> str:
        """A, or the name of a segment; one that was deleted since has its key."""
        return self.names.get(key, key) if self.method["key"] == SEGMENTS else key

    @property
    def names_whole(self) -> bool:
        """Whether every customer has a cluster of this method, and not only those that were scored."""
        return self.method["key"] in {SEGMENTS, KMEANS} or self.metrics["sample"] == self.metrics["accounts"]

    def accounts(self) -> QuerySet[Any]:
        """The customers that the viewer may see, each with its `cluster` by the shown method; NO_CLUSTER is noise.

        Segments and clusters of KMeans are as of now: the nearest centroid takes the figures that an account has now,
        and accounts that came since. Other methods cannot place an account; theirs are as of the run.
        """
        rows = AccountMetrics.objects.visible_to(self.user).buyers().exclude(segment=None)
        key = self.method["key"]
        if key == SEGMENTS:
            return rows.annotate(cluster=F("segment__key"))
        if key == KMEANS:
            return rows.annotate(cluster=_nearest(self.run.parameters))
        return _as_stored(rows, self.run.parameters, key)

    def scored(self) -> QuerySet[Any]:
        """Those of them that were in the sample: as many as a picture can show."""
        return self.accounts().filter(account__in=self.run.parameters["accounts"])


def _nearest(parameters: dict[str, Any]) -> Expression:
    """The name of the nearest centroid, in the common space of the run; of two as near the first."""
    distances = {name: _distance(middle, parameters) for name, middle in parameters["centroids"][KMEANS].items()}
    least = Least(*distances.values())
    cases = [When(LessThanOrEqual(distance, least), then=Value(name)) for name, distance in distances.items()]
    return Case(*cases, default=Value(NO_CLUSTER), output_field=CharField())


def _distance(middle: list[float], parameters: dict[str, Any]) -> Any:
    """The squared distance of an account's figures from a centroid, in standard deviations."""
    parts: Iterable[Any] = (
        Power((Cast(F(name), FloatField()) - Value(centre)) / Value(spread), 2, output_field=FloatField())
        for name, centre, spread in zip(_MEASURES, middle, parameters["spread"], strict=True)
        if spread is not None
    )
    return sum(parts, Value(0.0, output_field=FloatField()))


def _as_stored(rows: QuerySet[AccountMetrics], parameters: dict[str, Any], key: str) -> QuerySet[AccountMetrics]:
    accounts: dict[str, list[int]] = {}
    for account, name in zip(parameters["accounts"], parameters["labels"][key], strict=True):
        accounts.setdefault(name or NO_CLUSTER, []).append(account)
    cases = [When(account__in=those, then=Value(name)) for name, those in accounts.items()]
    placed = rows.filter(account__in=parameters["accounts"])
    return placed.annotate(cluster=Case(*cases, default=Value(NO_CLUSTER), output_field=CharField()))


def in_picture(method: dict[str, Any], metrics: dict[str, Any]) -> bool:
    """Whether a silhouette lies beside those of the null, and not far below them."""
    lowest = min((point["null"]["mean"] for point in metrics["curve"] if point["null"]), default=0.0)
    return bool(method["scores"]["silhouette"] > lowest - ROOM_BELOW)


def _three_digits(scores: dict[str, float] | None) -> str:
    return f"{scores['silhouette']:.3f}".replace("-", MINUS) if scores else ""


def _sizes(sizes: dict[str, int], most: int = 5) -> str:
    """37 / 32 / 12 / 4, the largest first."""
    ordered = sorted(sizes.values(), reverse=True)
    return " / ".join(f"{size:,}" for size in ordered[:most]) + (" …" if len(ordered) > most else "")
