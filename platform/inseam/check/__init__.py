"""What the SQL of a product shows without reading a row."""
