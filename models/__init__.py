"""What is true of a county and what is computed from it. No Qt, no file formats, no drawing."""
