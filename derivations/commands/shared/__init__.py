"""What commands share: flags and the terminal."""
