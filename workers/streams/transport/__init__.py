"""Faust's Kafka transport, repaired."""
