"""Measures the scorer: how good it is, on what, beside what, and how sure one can be of that."""
