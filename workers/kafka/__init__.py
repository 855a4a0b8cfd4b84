"""Kafka from outside the stages: topics, broker, producer and consumer clients."""
