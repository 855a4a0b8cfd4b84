"""State of a stage: tables over RocksDB, and how they come back from the changelog."""
