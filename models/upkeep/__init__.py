"""The yearly ledger: what has to be inspected, drilled, maintained and renewed, when, and what is overdue."""
