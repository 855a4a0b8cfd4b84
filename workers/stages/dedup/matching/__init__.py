"""matching: how much of one text another shares, and what kind of copy that makes it."""
