"""linking: entities to the knowledge base and to Wikipedia."""
