"""Dialogs: none of them stands on the main path."""
