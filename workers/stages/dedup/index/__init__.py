"""index: what one shard keeps, and for how long."""
