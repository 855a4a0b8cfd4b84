"""decode: from received bytes to a mended text without furniture."""
