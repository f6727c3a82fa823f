"""Documents written from a project, without a window."""
