"""Whether every raw record came to an outcome."""
