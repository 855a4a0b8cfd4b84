"""`newsmill watch`: the articles as they come, on one page, from Kafka alone.

`kept` (one article in memory), `query` (what a search asks for), `newsroom` (all that is in
memory, bounded), `sources` and `silence` (what each source sends), `reader` and `line` (the
two threads that look at Kafka), `pages` (what is shown), `web` (how it is served).
"""
