"""The reference rows that a new installation starts with. Administrators change them as they like."""

from typing import Any

from django.apps import apps as installed_apps

STAGES = [
    {
        "name": "Prospecting",
        "type": "open",
        "position": 1,
        "probability": 10,
        "rot_days": 60,
        "forecast_category": "pipeline",
        "needs_engage_date": False,
    },
    {
        "name": "Engaging",
        "type": "open",
        "position": 2,
        "probability": 45,
        "rot_days": 138,
        "forecast_category": "best_case",
        "needs_engage_date": True,
    },
    {
        "name": "Won",
        "type": "won",
        "position": 3,
        "probability": 100,
        "rot_days": 0,
        "forecast_category": "closed",
        "needs_engage_date": True,
    },
    {
        "name": "Lost",
        "type": "lost",
        "position": 4,
        "probability": 0,
        "rot_days": 0,
        "forecast_category": "omitted",
        "needs_engage_date": True,
    },
]
LOST_REASONS = [
    "Price",
    "Chose a competitor",
    "No budget",
    "No decision",
    "Missing feature",
    "Bad timing",
    "Unknown",
]


def load_defaults(apps: Any = installed_apps, **kwargs: Any) -> None:
    """Fill empty reference tables after a migrate (also after the flush of a transactional test)."""
    try:
        stage = apps.get_model("pipeline", "Stage")
        reason = apps.get_model("pipeline", "LostReason")
    except LookupError:  # migrated back to before the tables
        return
    if not stage.objects.exists():
        stage.objects.bulk_create(stage(**row) for row in STAGES)
    if not reason.objects.exists():
        reason.objects.bulk_create(
            reason(name=name, position=position, imported_only=name == "Unknown")
            for position, name in enumerate(LOST_REASONS, start=1)
        )
