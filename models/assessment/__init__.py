"""One scenario held against the county: every figure, explained, compared, and live while something moves."""
