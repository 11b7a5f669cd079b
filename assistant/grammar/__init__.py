"""Reads questions in words without a language model: every word is accounted for, or the asker is asked."""

from assistant.grammar.filling import fill

__all__ = ["fill"]
