"""Tools of the map: one class for each thing a person does with the mouse."""
