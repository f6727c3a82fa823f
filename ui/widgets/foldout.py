"""What folds out inside a list without pushing the list away: as high as it is, up to a share of the list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from ui.core.guard import guarded


class FoldOut(QScrollArea):
    """Holds a widget; where that is higher than there is room for, it scrolls in itself.

    Parameters
    ----------
    list_
        The list that it folds out in.
    share
        Of the list's height that it takes at most.
    """

    def __init__(self, content: QWidget, list_: QScrollArea, share: float) -> None:
        super().__init__()
        self._list, self._share = list_, share
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        content.setObjectName("panel")
        content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWidget(content)
        content.installEventFilter(self)
        list_.viewport().installEventFilter(self)
        self.fit()

    def fit(self) -> None:
        """Take the height that the content needs, as far as there is room."""
        content = self.widget()
        layout = content.layout() if content is not None else None
        if layout is None:
            return
        is_wrapped = layout.hasHeightForWidth()
        width = self._list.viewport().width()
        needed = layout.totalHeightForWidth(width) if is_wrapped else layout.totalSizeHint().height()
        most = max(round(self._list.viewport().height() * self._share), 120)
        if self.height() != min(needed, most) or self.minimumHeight() != min(needed, most):
            self.setFixedHeight(min(needed, most))

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.fit()
        return super().eventFilter(watched, event)
