"""tag: persons, organisations and places, one entry for one entity."""
