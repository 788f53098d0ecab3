"""Publishing to Entropy Data."""
