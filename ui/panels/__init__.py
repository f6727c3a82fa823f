"""What frames the map: layers, scenarios, findings, the selected facility, tables, status."""
