"""The file of a city over its counties, and what is read of their projects."""
