"""The market and the book of the warehouse's tests, and the real data set imported once for all tests of a module."""

from analytics.tests.conftest import book, market, pinned_day, real_run, two_books, win

__all__ = ["book", "market", "pinned_day", "real_run", "two_books", "win"]
