"""charset: bytes to text."""
