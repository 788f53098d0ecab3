"""What a person would write by hand, drafted: products, contracts, agreements."""
