"""What several claims need."""
