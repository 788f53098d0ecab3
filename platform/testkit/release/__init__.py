"""A mesh that is released while others look on, and is killed."""
