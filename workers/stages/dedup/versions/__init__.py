"""versions: which articles are one page, and which text of it is the last."""
