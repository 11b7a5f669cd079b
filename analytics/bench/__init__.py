"""Measurements beside their floors. Machines differ, so every figure is a ratio taken in one run, interleaved."""
