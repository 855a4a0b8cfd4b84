"""Commands that say how the line is."""
