"""What deep uncertainty leaves to say (incertitude profonde)."""
