"""A project file of every shape that was ever written."""
