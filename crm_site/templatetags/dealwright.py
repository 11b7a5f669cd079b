"""How figures, dates, people and icons are written on every page."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.http import QueryDict
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString

from analytics.core.written import Value, written
from pipeline.deal_filters import query_with
from pipeline.models import Stage
from teams.table_files import FORMATS

register = template.Library()

Number = Decimal | float | int

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"
OPEN_STAGE_ICONS = 4
UNDO = "undo "


def _rounded(value: Number, digits: int) -> Decimal:
    # By way of str: the float 2.675 means 2.675 to whoever wrote it, not the binary value below it.
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def _signed(value: Decimal, text: str) -> str:
    return f"{MINUS}{text}" if value < 0 else text


@register.filter
def money(value: Number | None) -> str:
    """Dollars with thousands separators; cents only where there are some, an en dash for no value."""
    if value is None or value == "":
        return NOTHING
    amount = _rounded(value, 2)
    digits = 0 if amount == amount.to_integral_value() else 2
    return _signed(amount, f"${abs(amount):,.{digits}f}")


@register.filter
def money_k(value: Number | None) -> str:
    """Thousands of dollars, for charts and summaries; below a thousand in whole dollars, since `$0 k` says nothing."""
    if value is None or value == "":
        return NOTHING
    if 0 < abs(Decimal(str(value))) < 1000:
        return money(_rounded(Decimal(str(value)), 0))
    thousands = _rounded(Decimal(str(value)) / 1000, 0)
    return _signed(thousands, f"${abs(thousands):,}{NBSP}k")


@register.filter
def percent(value: Number | None, digits: int = 1) -> str:
    """A share from 0 to 1 as a percentage with that many digits after the point."""
    if value is None or value == "":
        return NOTHING
    share = _rounded(Decimal(str(value)) * 100, digits)
    return _signed(share, f"{abs(share):,}{NBSP}%")


@register.filter
def share_of(part: Number, whole: Number) -> str:
    """A count as a percentage of another; an en dash of none."""
    return percent(Decimal(str(part)) / Decimal(str(whole))) if whole else NOTHING


@register.filter
def percent_range(low: Number | None, high: Number | None) -> str:
    """Two shares from 0 to 1 as 59–67 %."""
    if low is None or low == "" or high is None or high == "":
        return NOTHING
    return f"{percent(low, 0).removesuffix(f'{NBSP}%')}{NOTHING}{percent(high, 0)}"


@register.filter
def figure(value: Value, unit: str) -> str:
    """A value by its unit from the data dictionary: $4,821, 63.1 %, 165 d, Yes, 31 Dec 2017."""
    return written(value, unit)


@register.filter
def day(value: date | None) -> str:
    """31 Dec 2017; of an aware moment its local day."""
    if not value:
        return NOTHING
    return format_date(_local(value), "j M Y")


@register.filter
def moment(value: datetime | None, as_of: date | None = None) -> str:
    """Thu 28 Dec, 16:12 in local time; with the year where it is not the year of `as_of`."""
    if not value:
        return NOTHING
    local = _local(value)
    year = " Y" if as_of and local.year != as_of.year else ""
    return format_date(local, f"D j M{year}, H:i")


def _local(value: date) -> date:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.filter
def age_days(value: timedelta | int | None) -> str:
    """165 d, from a number of days or a duration."""
    if value is None or value == "":
        return NOTHING
    days = value.days if isinstance(value, timedelta) else int(value)
    return _signed(Decimal(days), f"{abs(days):,}{NBSP}d")


@register.filter
def initials(name: str | None) -> str:
    """The first letters of the first and the last word."""
    words = (name or "").split()
    if not words:
        return NOTHING
    ends = words if len(words) < 3 else [words[0], words[-1]]
    return "".join(word[0] for word in ends).upper()


@register.filter
def stage_icon(stage: Stage) -> str:
    """The ring of a stage, from its type and its position counted from 1: names are the customer's own."""
    if stage.type != Stage.Type.OPEN:
        return f"stage-{stage.type}"
    return f"stage-{min(max(stage.position - 1, 0), OPEN_STAGE_ICONS - 1)}"


@register.filter
def undo_url(extra_tags: str | None) -> str:
    """Where a message added with extra_tags="undo /deals/12/undo" can be taken back, or nothing."""
    tags = extra_tags or ""
    return tags.removeprefix(UNDO).strip() if tags.startswith(UNDO) else ""


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A glyph of icons.svg; decoration only, so the words beside it must say the same."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        f"icon {extra}".strip(),
        static("icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def current(context: Context, *prefixes: str) -> str | SafeString:
    """aria-current for a link of the navigation if the view's name starts with one of the prefixes."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None or not match.view_name.startswith(prefixes):
        return ""
    return format_html('aria-current="{}"', "page")


@register.inclusion_tag("_export_menu.html", takes_context=True)
def export_menu(context: Context, address: str, *args: str, query: QueryDict | None = None) -> dict[str, Any]:
    """Links to all rows of a list in every format: what the page's own filters show, or what `query` does.

    `args` are what the address wants before the format.
    """
    params = query_with(context["request"].GET if query is None else query).removesuffix("?")
    return {"files": [(each.label, reverse(address, args=[*args, each.name]) + params) for each in FORMATS.values()]}
