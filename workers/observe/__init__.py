"""What operators see: metrics, health, lag, trace."""
