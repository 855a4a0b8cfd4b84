"""Learns when an article proves that a name means a known person."""
