"""Reads questions with a language model. What it says is checked as if a stranger had said it."""
