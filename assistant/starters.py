"""Questions to begin with, for each role."""

from collections.abc import Mapping

STARTERS: Mapping[str, tuple[str, ...]] = {
    "rep": (
        "How much did I sell last quarter?",
        "My open deals by stage",
        "Which customers have not bought for over 14 days?",
        "My win rate by product",
    ),
    "manager": (
        "My team's revenue last quarter against the quarter before",
        "Win rate of my team by agent",
        "Stale deals of my team by agent",
        "Open pipeline of my team by stage",
    ),
    "director": (
        "Which region fell most last quarter?",
        "Top five agents by revenue",
        "Won value by month",
        "Which sectors bring most revenue?",
    ),
    "analyst": (
        "Win rate by month of the quarter",
        "Revenue by product and region",
        "How many customers are in each segment?",
        "Average discount by product",
    ),
    "admin": (
        "Open deals without a customer by stage",
        "Stale deals by agent",
        "Won value by month",
        "Top five customers by revenue",
    ),
}
