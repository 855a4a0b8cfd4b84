"""The records that a subscription gives: `from newsmill.records import QuoteRecord`."""

from workers.records import *  # noqa: F403 -- the same classes under the name that users import
