"""tag: persons, organisations and places, one entry for one entity.

Read in this order: `recognition` (where names stand), `entity_type` (person, organisation or
place), `coreference` (which mentions are one entity), `places` (which place a name means),
`linking` (knowledge base, Wikipedia); `tagger` puts them together, `step` ties it to the topics.
"""
