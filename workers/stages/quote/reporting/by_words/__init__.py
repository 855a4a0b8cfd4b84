"""Reporting read off the words, with one table a language: for all languages but English."""
