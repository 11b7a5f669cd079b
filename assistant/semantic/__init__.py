"""The semantic layer: what can be asked, declared as data over the gold views."""

from collections.abc import Mapping

from assistant.semantic.customers import CUSTOMERS
from assistant.semantic.dimensions import DIMENSIONS
from assistant.semantic.members import Metric
from assistant.semantic.pipeline import OPEN, PEOPLE, QUALITY, STAGES
from assistant.semantic.sales import SALES
from assistant.semantic.sources import SOURCES

SUBJECTS: Mapping[str, tuple[Metric, ...]] = {
    "Sales and prices": SALES,
    "Open deals": OPEN,
    "Stages": STAGES,
    "Customers": CUSTOMERS,
    "People and activities": PEOPLE,
    "Quality of the data": QUALITY,
}
METRICS: Mapping[str, Metric] = {metric.name: metric for metrics in SUBJECTS.values() for metric in metrics}

__all__ = ["DIMENSIONS", "METRICS", "SOURCES", "SUBJECTS"]
