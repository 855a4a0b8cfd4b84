"""`newsmill bench`: the stream beside a plain loop over the same functions, in one run."""
