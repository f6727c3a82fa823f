"""What a planner works on: layers, scenarios and settings, changed only through edits."""
