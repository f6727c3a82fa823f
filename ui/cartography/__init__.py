"""The map as a picture: one scene, drawn with QPainter, the same for the window and for paper.

Nothing here is a widget. :func:`ui.cartography.scene.build_scene` turns a project into a scene; the scene
draws itself into any painter for a :class:`ui.cartography.viewport.Viewport`.
"""
