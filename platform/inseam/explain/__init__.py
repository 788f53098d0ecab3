"""The rules by which data products and contracts are judged, in words."""
