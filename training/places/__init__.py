"""Builds the place lists of the tag stage and learns the ranking of places."""
