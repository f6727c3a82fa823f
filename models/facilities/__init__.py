"""What a planner places: shelters, depots, fire stations, brigades, teams, helipads; and their registers."""
