"""What published plans ask for, and the verdict of a county on each row."""
