"""recognition: where names stand in a text."""
