"""Records on their way through a stage: in flight, prepared, sent, or failed."""
