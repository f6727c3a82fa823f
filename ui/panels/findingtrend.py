"""How a figure runs through the scenarios: a small line beside the figure, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from models.assessment.compare import CoursePoint, Trend
from models.findings.findings import Finding
from models.findings.numbers import delta_text, figure_text
from models.kernel.text import Lang, t
from ui.core.i18n import term
from ui.core.themes import current_theme

WIDTH_PX = 46
HEIGHT_PX = 12
_ARROW_PX = 8
_DOT_PX = 2.2


def is_worth_showing(points: Sequence[CoursePoint]) -> bool:
    """Whether a figure differs between scenarios; most do not, and a flat line says nothing."""
    return any(point.trend not in (None, Trend.SAME) and point.value is not None for point in points)


def trend_word(trend: Trend | None) -> str:
    """Better, worse, the same; empty where nothing says which way is better."""
    return "" if trend in (None, Trend.UNKNOWN) else term(f"trend.{trend}")


def course_lines(
    finding: Finding, points: Sequence[CoursePoint], titles: Sequence[str], lang: Lang
) -> list[str]:
    """One line for each scenario: figure, verdict, and what became of it against the first."""
    first, unit, lines = points[0].value, finding.figure.unit, []
    for point, title in zip(points, titles, strict=True):
        words = [figure_text(point.value, unit, lang, target=finding.target)]
        if point.value is not None:
            words.append(t(f"verdict.{point.verdict}", lang))
            if point.trend is not None and point.trend is not Trend.SAME and first is not None:
                words.append(delta_text(point.value - first, unit, lang))
        words.append(trend_word(point.trend) if point.value is not None else "")
        separator = term("explain.separator")
        lines.append(
            QCoreApplication.translate("Trend", "{scenario}: {words}").format(
                scenario=title, words=separator.join(word for word in words if word)
            )
        )
    return lines


def trend_colour(trend: Trend | None) -> QColor:
    """Colour of an arrow or a dot."""
    theme = current_theme()
    named = {Trend.BETTER: theme.pass_, Trend.WORSE: theme.fail}
    return QColor(named.get(trend, theme.muted) if trend is not None else theme.muted)


def paint_course(painter: QPainter, rect: QRectF, points: Sequence[CoursePoint]) -> None:
    """Draw the arrow from the first scenario to the second, then the line through all."""
    known = [(place, point) for place, point in enumerate(points) if point.value is not None]
    if len(known) < 2:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    second = points[1]
    if points[0].value is not None and second.value is not None and second.trend is not Trend.SAME:
        _paint_arrow(painter, rect, second.value > points[0].value, trend_colour(second.trend))
    values = [point.value for _, point in known if point.value is not None]
    low, high = min(values), max(values)
    line = rect.adjusted(_ARROW_PX + 4, 2.5, -2.5, -2.5)
    spots = [
        QPointF(
            line.left() + line.width() * place / (len(points) - 1),
            line.bottom() - line.height() * ((value - low) / (high - low) if high > low else 0.5),
        )
        for (place, _), value in zip(known, values, strict=True)
    ]
    painter.setPen(QPen(QColor(current_theme().muted), 1.0))
    painter.drawPolyline(QPolygonF(spots))
    painter.setPen(Qt.PenStyle.NoPen)
    for (_, point), spot in zip(known, spots, strict=True):
        painter.setBrush(trend_colour(point.trend))
        painter.drawEllipse(spot, _DOT_PX, _DOT_PX)
    painter.restore()


def _paint_arrow(painter: QPainter, rect: QRectF, is_up: bool, colour: QColor) -> None:
    middle, side = rect.center().y(), _ARROW_PX
    tip, base = (middle - 3.5, middle + 3.0) if is_up else (middle + 3.5, middle - 3.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    left = rect.left()
    painter.drawPolygon(
        QPolygonF([QPointF(left, base), QPointF(left + side, base), QPointF(left + side / 2, tip)])
    )
