"""Accounts that a caller describes, placed by the champion's thresholds and the segments' rules; none is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.models import Segment
from analytics.recompute import Scheme, rules_of
from pipeline.models import ReportingDay


class NothingFitted(Exception):
    """There are no thresholds yet: no deal has been won."""


@dataclass(frozen=True)
class Placed:
    """Scores from 1 to 5 and the segment of an account that was posted."""

    id: str
    r_score: int
    f_score: int
    m_score: int
    segment: Segment


def place_posted(rows: Sequence[Mapping[str, Any]]) -> tuple[int, list[Placed]]:
    """Place rows of (id, recency, frequency, monetary, first_purchase_days_ago); return the model run, and each row.

    Days are counted back from the caller's own day. Raises NothingFitted without a champion.
    """
    from analytics.core.scoring import place_figures

    scheme = Scheme.current(ReportingDay.current().day)
    if scheme.run is None:
        raise NothingFitted
    scores, keys = place_figures(
        [row["recency"] for row in rows],
        [row["frequency"] for row in rows],
        [float(row["monetary"]) for row in rows],
        [row["first_purchase_days_ago"] for row in rows],
        scheme.run.parameters,
        rules_of(scheme),
    )
    segments = {segment.key: segment for segment in scheme.segments}
    each = zip(rows, scores.r.tolist(), scores.f.tolist(), scores.m.tolist(), keys.tolist(), strict=True)
    return scheme.run.pk, [Placed(row["id"], r, f, m, segments[key]) for row, r, f, m, key in each]
