"""Drafts made into the quotes of the record: speakers resolved, confidence, key."""
