"""File formats: what a file is, and reading it."""
