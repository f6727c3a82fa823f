"""Relief supplies: depots, stock against need, and dispatch."""
