"""What a heading, a cell or a file name says a thing is."""
