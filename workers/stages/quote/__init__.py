"""quote: who said what.

Read in this order: `marks` (quoted speech by its punctuation), `reporting` (who reports what),
`assembly` and `quoted_words` (which quote belongs to which report), `attribution` (whom the
speaker's words mean), `confidence`; `extract` puts them together, `step` ties it to the topics.
"""
