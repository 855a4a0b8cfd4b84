"""envelope: a Kafka message to a checked raw article."""
