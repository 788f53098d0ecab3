"""What can be said of a product's SQL without reading a row."""
