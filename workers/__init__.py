"""Newsmill: raw news articles in, repaired, de-duplicated, tagged and attributed records out."""

__version__ = "0.1.0"
