"""The county that facilities are held against: its layers, units, places and land. Read-only."""
