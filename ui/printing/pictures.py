"""Maps as pictures for documents: drawn from the model, with legend, scale and north arrow beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPen

from models.facilities.facility import Family, Status
from models.kernel.schema import Number, Table, Text, load
from models.kernel.text import Lang
from reports.context import ReportContext
from reports.leader import leader_page
from ui.cartography import furniture
from ui.cartography.legend import LegendEntry
from ui.cartography.letters import fitted, font_px, wrapped
from ui.cartography.options import SceneOptions
from ui.cartography.scene import Scene, build_scene
from ui.cartography.viewport import Bounds, Viewport
from ui.printing.numbered import draw_numbers

HAZARD_PICTURE = "hazard"
PICTURE_KEYS = ("overview", "worst", "shelter", "fire", "depot", HAZARD_PICTURE)
_NOWHERE: Bounds = (0.0, 0.0, 1000.0, 1000.0)
LEAST_SHARE = 0.78
"""Long words of the legend become so much smaller at most before they are cut."""
_UNSHOWN = (Status.CANDIDATE, Status.REJECTED)


class PictureContent(Table):
    """What one picture shows; families may be ``all``."""

    theme: Text
    coverage: str
    uncovered: bool
    families: frozenset[Text]
    hidden_roles: frozenset[Text]
    is_small: bool = False

    @property
    def shown_families(self) -> frozenset[str]:
        """Families whose facilities are shown."""
        return frozenset(family.value for family in Family) if "all" in self.families else self.families


class PictureContents(Table):
    """What each picture shows, by :data:`PICTURE_KEYS`."""

    overview: PictureContent
    worst: PictureContent
    shelter: PictureContent
    fire: PictureContent
    depot: PictureContent
    hazard: PictureContent


class PicturesTable(Table):
    """Measures of every picture, points on the page, and what each shows."""

    width_pt: Number
    height_by_width: Number
    legend_width_pt: Number
    padding_pt: Number
    text_pt: Number
    heading_pt: Number
    line_pt: Number
    least_line_pt: Number
    county_margin: Number
    small_letters: Number
    small_legend_pt: Number
    picture: PictureContents


def picture_style() -> PicturesTable:
    """Measures from ``resources/report/pictures.toml``."""
    return load(PicturesTable, "report", "pictures.toml")


def picture_content(key: str) -> PictureContent:
    """What a picture shows, from the same file; KeyError for an unknown key."""
    if key not in PICTURE_KEYS:
        raise KeyError(key)
    content: PictureContent = getattr(picture_style().picture, key)
    return content


def map_pictures(
    context: ReportContext, lang: Lang, keys: Sequence[str] = PICTURE_KEYS, width_px: int = 1600
) -> dict[str, bytes]:
    """Maps of the report's scenario as PNG files in memory.

    Parameters
    ----------
    keys
        Some of :data:`PICTURE_KEYS`; KeyError for others.
    width_px
        Width of each picture; letters and lines grow with it.

    Returns
    -------
    dict of bytes
        One PNG by key; the same project gives the same bytes. Empty for a project without a place on the map.
    """
    from ui.printing.write import ensure_application

    ensure_application()
    # A map of hazard zones where no layer gives any would look like a county without hazards.
    has_hazards = bool(context.main.assessment.county.hazards)
    pictures = {
        key: _picture(context, lang, picture_content(key), width_px)
        for key in keys
        if key != HAZARD_PICTURE or has_hazards
    }
    return {key: data for key, data in pictures.items() if data is not None}


def picture_scene(context: ReportContext, lang: Lang, content: PictureContent) -> Scene:
    """Scene of one picture: only the layers and facilities that it is about."""
    main = context.main
    project = context.project.snapshot()
    project.layers = tuple(
        layer.with_changes(visible=layer.visible and layer.role.value not in content.hidden_roles)
        for layer in project.layers
    )
    hidden = frozenset(
        item.id
        for item in main.scenario.facilities.values()
        if item.family.value not in content.shown_families or item.status in _UNSHOWN
    )
    options = SceneOptions(
        lang=lang,
        theme=content.theme,
        hidden_facility_ids=hidden,
        coverage_key=content.coverage or None,
        show_uncovered=content.uncovered,
        show_labels=not content.is_small,
        for_print=True,
    )
    return build_scene(project, main.scenario, main.assessment, options)


def _picture(context: ReportContext, lang: Lang, content: PictureContent, width_px: int) -> bytes | None:
    style = picture_style()
    scene = picture_scene(context, lang, content)
    if scene.bounds is None:
        return None
    px_per_pt = width_px / style.width_pt * (style.small_letters if content.is_small else 1.0)
    height_px = round(width_px * style.height_by_width)
    legend_pt = style.small_legend_pt if content.is_small else style.legend_width_pt
    map_width = round(width_px - legend_pt * px_per_pt)
    viewport = Viewport(_with_margin(scene.bounds, style.county_margin), map_width, height_px, px_per_pt)
    image = QImage(width_px, height_px, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    image.setDotsPerMeterX(round(px_per_pt * 72 / 0.0254))
    image.setDotsPerMeterY(round(px_per_pt * 72 / 0.0254))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.save()
        painter.setClipRect(QRectF(0, 0, map_width, height_px))
        scene.draw(painter, viewport)
        if content.is_small:
            font = font_px(round(style.text_pt * px_per_pt), "bold", exact=True)
            shapes = context.main.assessment.county.places.geometries
            draw_numbers(painter, viewport, scene.style, font, leader_page(context, lang).worst, shapes)
        painter.restore()
        _draw_furniture(painter, scene, viewport)
        legend_box = QRectF(map_width, 0, width_px - map_width, height_px)
        entries = scene.legend(viewport)
        if content.is_small:
            entries = tuple(entry for entry in entries if entry.key.startswith("theme."))
        _draw_legend(painter, scene, entries, legend_box, px_per_pt)
        painter.setPen(QPen(scene.style.page.frame.q, max(1.0, 0.7 * px_per_pt)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = 0.35 * px_per_pt
        painter.drawRect(QRectF(half, half, width_px - 2 * half, height_px - 2 * half))
        painter.drawLine(QPointF(map_width, 0), QPointF(map_width, height_px))
    return _png(image)


def _with_margin(bounds: Bounds, share: float) -> Bounds:
    minx, miny, maxx, maxy = bounds
    # A county known by a single point is shown at a village's scale.
    x = max((maxx - minx) * share, 500.0 if maxx <= minx else 0.0)
    y = max((maxy - miny) * share, 500.0 if maxy <= miny else 0.0)
    return minx - x, miny - y, maxx + x, maxy + y


def _draw_furniture(painter: QPainter, scene: Scene, viewport: Viewport) -> None:
    gap = viewport.px(8.0)
    own = scene.style.furniture
    bar = furniture.scale_bar(viewport, viewport.px(own.scalebar_width_pt))
    corner = QPointF(gap + bar.width_px + viewport.px(18.0), viewport.height_px - gap)
    furniture.draw_scale_bar(painter, viewport, corner, scene.style, exact=True)
    top = QPointF(viewport.width_px - gap - viewport.px(8.0), gap)
    furniture.draw_north_arrow(painter, viewport, top, scene.style, scene.lang, exact=True)


def _draw_legend(
    painter: QPainter, scene: Scene, entries: Sequence[LegendEntry], box: QRectF, px_per_pt: float
) -> None:
    """Entries under the titles of their groups; the ground gives way where there is no room for all."""
    style = picture_style()
    padding = style.padding_pt * px_per_pt
    rows = legend_rows(entries)
    text = font_px(round(style.text_pt * px_per_pt), exact=True)
    heading = font_px(round(style.heading_pt * px_per_pt), "bold", exact=True)
    left, right = box.left() + padding, box.right() - padding
    sign, gap, after = 14.0 * px_per_pt, 4.0 * px_per_pt, 3.0 * px_per_pt

    def words_of(row: LegendEntry | str) -> tuple[list[str], str, float]:
        """Lines of a row, its count, and the room that the count takes."""
        if isinstance(row, str):
            return wrapped(row, heading, right - left, 2), "", 0.0
        count = "" if row.count is None else f"{row.count:,}"
        wide = QFontMetricsF(text).horizontalAdvance(count) + after if count else 0.0
        room = right - wide - left - sign - gap
        if QFontMetricsF(text).horizontalAdvance(row.text) * LEAST_SHARE <= room:
            return [row.text], count, wide
        return wrapped(row.text, text, room, 2), count, wide

    said = [words_of(row) for row in rows]
    room = box.height() - 2 * padding
    line = min(style.line_pt * px_per_pt, room / max(sum(len(lines) for lines, _, _ in said), 1))
    line = max(line, style.least_line_pt * px_per_pt)
    top, bottom = box.top() + padding, box.bottom() - padding + 0.01
    page = scene.style.page
    for row, (lines, count, wide) in zip(rows, said, strict=True):
        if top + len(lines) * line > bottom:
            break
        start = left
        if not isinstance(row, str):
            start = left + sign + gap
            painter.save()
            row.paint(painter, QRectF(left, top + line * 0.1, sign, line * 0.8), px_per_pt)
            painter.restore()
            painter.setFont(text)
            painter.setPen(page.muted.q)
            _line(painter, QRectF(right - wide, top, wide, line), count, Qt.AlignmentFlag.AlignRight)
        for words in lines:
            # Fonts are set for each line: a long one leaves a smaller font behind.
            painter.setFont(heading if isinstance(row, str) else text)
            painter.setPen(page.text.q)
            box_of_words = QRectF(start, top, right - wide - start, line)
            _line(painter, box_of_words, words, Qt.AlignmentFlag.AlignLeft)
            top += line


def legend_rows(entries: Sequence[LegendEntry]) -> list[LegendEntry | str]:
    """Entries with the title of each group before it."""
    rows: list[LegendEntry | str] = []
    for group, members in groupby(entries, key=lambda entry: entry.group):
        rows += [group] if group else []
        rows += members
    return rows


def _line(painter: QPainter, rect: QRectF, text: str, align: Qt.AlignmentFlag) -> None:
    """One line of words: a little smaller where they are too long, then cut."""
    width = painter.fontMetrics().horizontalAdvance(text)
    if width > rect.width() > 0:
        font = QFont(painter.font())
        font.setPixelSize(max(1, round(font.pixelSize() * max(rect.width() / width, LEAST_SHARE) - 0.5)))
        painter.setFont(font)
    words, _ = fitted(text, painter.font(), rect.width())
    painter.drawText(rect, int(align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), words)


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise OSError("cannot make a PNG picture")
    buffer.close()
    return bytes(data.data())


Pictures = Mapping[str, bytes]
"""What :func:`map_pictures` returns, as reports take it."""
