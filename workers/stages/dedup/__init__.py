"""dedup: copies found across all sites, revisions told from copies."""
