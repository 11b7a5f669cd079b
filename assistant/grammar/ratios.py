"""Rates and ratios: of decided deals those that were won, won to lost."""

from assistant.grammar.slots import Slots
from assistant.grammar.states import COUNTS, states_by_place
from assistant.grammar.unclear import Unclear

RATIOS = {
    ("wins", "losses"): "won_per_lost",
    ("losses", "wins"): "lost_per_won",
    ("open_deals", "closed"): "open_per_closed",
    ("wins", "closed"): "win_rate",
}


def rates(slots: Slots, states: list[str]) -> tuple[str, ...]:
    """Shares that are figures of their own: of deals that were won, of open deals that are stale."""
    if slots.has("NO_ACCOUNT") and (slots.is_("open") or slots.deals):
        return ("without_account_share",)
    if {"lost", "closed"} <= set(states) or {"won", "closed"} <= set(states):
        return ("loss_rate",) if "lost" in states else ("win_rate",)
    if slots.deals and "stale" in states:
        return ("stale_share",)
    if slots.deals and slots.deals[0] < max((at for state, at in states_by_place(slots)), default=-1):
        # Share of deals that are lost: the state comes after, so it is the part.
        last = max(states_by_place(slots), key=lambda pair: pair[1])[0]
        rates = {"lost": "loss_rate", "won": "win_rate"}
        if last in rates:
            return (rates[last],)
    if (
        not slots.metrics
        and not slots.deals
        and states
        and slots.negations == []
        and states[0] in {"won", "lost"}
        and slots.did("win", "lose")
    ):
        return ()
    return ()


def ratio(slots: Slots) -> tuple[str, ...]:
    """Return the ratio of the two figures that are said. Raise Unclear for others."""
    said = [(COUNTS[state], at) for state, at in states_by_place(slots) if state in COUNTS]
    said += [(name, at) for name, at in slots.metrics]
    names = tuple(dict.fromkeys(name for name, _ in sorted(said, key=lambda pair: pair[1])))
    names = names[::-1] if slots.inverted else names  # for every one of those, how many of these
    if names and names[0] in RATIOS.values():
        return names[:1]
    if names in RATIOS:
        return (RATIOS[names],)
    raise Unclear(
        "That ratio is not known. Ask for won to lost, open to closed deals, or for both figures side by side."
    )


def per_figure(metrics: list[str], per: str) -> list[str]:
    """Return a figure for each of another. Raise Unclear where there is none."""
    if metrics and (metrics[0], per) in RATIOS:
        return [RATIOS[metrics[0], per]]
    if metrics[:1] == ["revenue"] and per == "wins":
        return ["average_deal"]
    raise Unclear("That ratio is not known. Ask for both figures side by side.")
