"""quote: who said what."""
