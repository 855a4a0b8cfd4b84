"""walk: an article on its way through the shards, to its answer and its cluster."""
