"""multilingual: the recogniser of names for all languages without one of their own."""
