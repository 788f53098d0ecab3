"""What is published of a repository's products, to whom, and in which order."""
