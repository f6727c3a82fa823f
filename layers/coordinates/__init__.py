"""Coordinate systems and datums."""
