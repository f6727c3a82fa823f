"""Many counties as one: what each came to, their sums, their order, and who lacks most."""
