"""A double of the Entropy Data API: for tests, and for trying `publish` out.

It is made from the vendor's OpenAPI document, clients and documentation, and was never compared
with the real thing: DIFFERENCES.md says where it may differ.
"""
