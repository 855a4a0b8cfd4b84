"""Builds the place lists of the tag stage."""
