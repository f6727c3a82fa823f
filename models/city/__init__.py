"""A city over its counties: what its own depots can bring to each by road, nothing of it promised twice."""
