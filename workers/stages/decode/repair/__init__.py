"""repair: wrong characters put right, each with a receipt."""
