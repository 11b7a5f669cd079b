"""The segments that a new installation starts with. Administrators change them as they like."""

from typing import Any

from django.apps import apps as installed_apps


def load_segments(apps: Any = installed_apps, **kwargs: Any) -> None:
    """Fill an empty segment table after a migrate (also after the flush of a transactional test)."""
    from analytics.core.segments import DEFAULT_SEGMENTS

    try:
        segment = apps.get_model("analytics", "Segment")
    except LookupError:  # migrated back to before the table
        return
    if segment.objects.exists():
        return
    segment.objects.bulk_create(
        segment(
            key=default.key,
            name=default.name,
            position=10 * position,
            description=default.description,
            action=default.action,
            r_min=default.rule.r[0],
            r_max=default.rule.r[1],
            f_min=default.rule.f[0],
            f_max=default.rule.f[1],
            m_min=default.rule.m[0],
            m_max=default.rule.m[1],
            first_purchase_within=default.rule.first_purchase_within,
        )
        for position, default in enumerate(DEFAULT_SEGMENTS, start=1)
    )
