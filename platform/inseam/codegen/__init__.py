"""Files that are made from other files and committed."""
