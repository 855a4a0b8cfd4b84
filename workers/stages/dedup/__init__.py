"""Dedup: finds copies across all sites, on any number of shards, and says why.

Read in this order: `matching` looks at texts (normalise, shingles, sketch, rule);
`versions` says which articles are one page and which text of it is the last; `index` keeps
the state of one shard; `walk` is what happens to an article at a shard (visit, answer,
union); `step` ties them to the topics.
"""
