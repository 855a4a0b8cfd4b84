"""`newsmill demo`: everything at once on this machine, with articles of our own."""
