"""What scrapers and subscribers import: `newsmill`.

In a wheel this folder is the package `newsmill`, and all of `workers` lies inside it, so that no
name clashes with a `workers` of the project that installs it (setup.py; docs/choices/contracts.md).
"""

from workers import __version__
from workers.kafka.consumer import Gone, Subscription
from workers.kafka.producer import ArticleProducer, DeliveryError
from workers.settings import BadSettings, Settings

__all__ = [
    "ArticleProducer",
    "BadSettings",
    "DeliveryError",
    "Gone",
    "Settings",
    "Subscription",
    "__version__",
]
