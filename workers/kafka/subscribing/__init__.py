"""What `workers.kafka.consumer` is made of, in the order in which a record meets it."""
