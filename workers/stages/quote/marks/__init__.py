"""marks: which stretches of a text are quoted speech, by its punctuation."""
