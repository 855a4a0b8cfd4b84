"""Commands that make tables of records."""
