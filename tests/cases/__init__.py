"""Small folders as offices send them: what is imported of each, and what is said of it."""
