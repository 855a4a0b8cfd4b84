"""What `newsmill doctor` looks at: whether a worker or a command can work from here."""
