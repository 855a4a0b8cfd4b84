"""Records as tables: the columns of each kind, and the files that hold them."""
