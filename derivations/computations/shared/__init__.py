"""What computations share."""
