"""What a computation says: figures, findings, the places they are about, and how a number is written."""
