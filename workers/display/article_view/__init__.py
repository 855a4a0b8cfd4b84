"""One article as HTML: its text with all that was found in it and all that was done to it.

Read `layers` (what stands where), `markup` (text to HTML), `view` (what is around the text),
`page` (a page that needs nothing else). `newsmill watch` and `newsmill explain --html` show
an article by these.
"""
