"""A worker as a process: its folder, its logs, how it is watched and ends."""
