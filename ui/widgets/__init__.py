"""Widgets that panels, dialogs and analyses share."""
