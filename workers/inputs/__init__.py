"""Articles as users hand them over, turned into what a scraper would send."""
