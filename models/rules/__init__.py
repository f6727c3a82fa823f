"""Rule values with their source, and whom figures count."""
