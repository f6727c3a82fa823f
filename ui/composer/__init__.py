"""The print composer: a window in which sheets are laid out, seen as they will be printed, and written."""

from ui.composer.window import ComposerWindow

__all__ = ["ComposerWindow"]
