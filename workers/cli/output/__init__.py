"""What the commands show: pages and terminal pictures."""
