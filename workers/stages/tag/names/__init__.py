"""names: how names are compared."""
