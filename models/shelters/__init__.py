"""Shelters: area, room, need, and who shelters where."""
