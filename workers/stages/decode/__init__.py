"""decode: from received bytes to a repaired text without boilerplate.

Read in this order: `envelope` (message to raw article), `charset` (bytes to text), `page`
(HTML to the text of its article), `repair` (wrong characters), `boilerplate` (lines of the
site), `language`, `quality`; `step` puts them together.
"""
