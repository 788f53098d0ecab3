"""Data contracts: reading ODCS files with positions, and what is made from them."""
