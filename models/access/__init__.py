"""How far and how long: who and what is reached from a site, and which site is nearest."""
