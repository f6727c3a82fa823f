"""Version of the program, as stated in project files and reports."""

VERSION = "0.1.0"
