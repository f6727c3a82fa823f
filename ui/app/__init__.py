"""The application and its window, which wires the parts together."""
