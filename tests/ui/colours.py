"""Colours of pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def colours_of(picture: NDArray[Any]) -> int:
    """How many colours a picture of shape (..., 3) has.

    Each colour is told apart as one number: rows of three are compared ten times slower.
    """
    red, green, blue = np.moveaxis(picture.astype(np.int32), -1, 0)
    return int(np.unique(red << 16 | green << 8 | blue).size)
