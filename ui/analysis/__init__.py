"""Windows with the tables of one subject: shelters, fire, supplies, teams, assignment."""
