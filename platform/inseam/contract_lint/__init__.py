"""What is wrong in a contract (ODCS) or a product's file (ODPS), as far as the file alone tells."""
