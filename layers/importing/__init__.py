"""From files that a planner points at to typed layers, with a report."""
