"""The commands of `newsmill`, a file for those that belong together."""
