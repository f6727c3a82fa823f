"""Where the next facilities should stand."""
