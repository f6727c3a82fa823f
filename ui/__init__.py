"""What a person sees and touches: window, map, panels, printing, and the command line."""
