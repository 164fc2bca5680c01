"""What networks and meetings ask without knowing us, answered."""
