"""places: which place on earth a name means."""
