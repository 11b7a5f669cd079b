"""Questions in words, answers from the same figures as every page."""
