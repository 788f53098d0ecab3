"""What a change of a data contract does to those who read the data."""
