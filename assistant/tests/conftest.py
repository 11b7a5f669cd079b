"""The analytics' own worlds: a small sales book, and the real data set where it is given."""

from analytics.tests.conftest import book, market, pinned_day, real_run, win

__all__ = ["book", "market", "pinned_day", "real_run", "win"]
