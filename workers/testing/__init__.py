"""Example records for the tests of those who subscribe: no Kafka, no models.

`records` reads them, `stand_in` gives them out as a subscription would, `plugin` has the
fixtures that pytest finds by itself once newsmill is installed.
"""
