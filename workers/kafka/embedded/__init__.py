"""The embedded broker: a real Apache Kafka in a child process, its jars and its ports."""
