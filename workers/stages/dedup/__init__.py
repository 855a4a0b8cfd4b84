"""Dedup: finds copies across all sites, on any number of shards, and says why.

Read in this order: `normalise`, `shingles`, `sketch`, `rule` look at texts; `index`,
`expiry`, `pages` keep the state of one shard; `walk`, `union`, `revision` are what
happens to an article at a shard; `step` ties them to the topics.
"""
