"""In the bundle in the place of Qt's binding of the same name: pyqtgraph loads it, and draws nothing with it here."""
