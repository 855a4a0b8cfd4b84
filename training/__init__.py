"""How the project's learnt rules are trained; nothing here runs in a worker."""
