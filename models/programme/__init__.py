"""Key projects: what they cost, by year and by source, what they gain, in which order to build them."""
