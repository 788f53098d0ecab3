"""Rows made from contracts."""
