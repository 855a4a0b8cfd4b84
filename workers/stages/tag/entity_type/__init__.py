"""entity type: person, organisation or place, one type for one name in one document."""
