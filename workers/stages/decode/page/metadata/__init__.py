"""metadata: what a page claims of itself, and what of it can be true."""
