"""coreference: which mentions are one entity."""
