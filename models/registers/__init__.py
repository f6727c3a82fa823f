"""What the registers of facilities and places hold, counted."""
