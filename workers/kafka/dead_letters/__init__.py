"""Dead letters: how they are written, read, and put back once."""
