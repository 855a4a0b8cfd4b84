"""What people are shown: articles, and what was done to them."""
