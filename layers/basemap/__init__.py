"""Basemaps: tile archives and pictures with a place on the earth, read as the ground of the map."""
