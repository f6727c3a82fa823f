"""Who has to leave hazard zones, which shelter outside takes whom, by which road, with what supplies."""
