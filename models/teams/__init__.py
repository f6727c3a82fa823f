"""Rescue teams and aircraft, and how soon they arrive."""
