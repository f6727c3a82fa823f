"""Setting up what the program needs; standard library only."""
