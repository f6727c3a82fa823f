"""Figures as people read them: see :mod:`models.numbers`, which reports share."""

from models.numbers import delta_text, exact, figure_parts, figure_text, significant, target_text, unit_name

__all__ = ["delta_text", "exact", "figure_parts", "figure_text", "significant", "target_text", "unit_name"]
