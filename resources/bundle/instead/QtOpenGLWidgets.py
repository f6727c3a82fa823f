"""In the bundle in the place of Qt's binding of the same name: pyqtgraph makes a class of its one class, no widget."""

from PySide6.QtWidgets import QWidget

QOpenGLWidget = QWidget
