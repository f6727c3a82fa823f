"""Hazard zones, who stands in them, and whether a site is clear of every hazard."""
