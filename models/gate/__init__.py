"""What was read, held against itself: people, doubles, areas, unknown words. It says, and changes nothing."""
