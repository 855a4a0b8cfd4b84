"""The fixtures for subscribers' tests: pytest finds them here by the entry point."""

from workers.testing.plugin import *  # noqa: F403 -- pytest looks for fixtures by their names
