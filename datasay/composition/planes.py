"""What a frame is made of: planes of BT.709 in limited range, luma whole, chroma halved and sited as H.264 has it."""

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]
Targets = tuple[Plane, Plane, Plane]  # luma, blue and red of one frame

# Rows: Y, Cb, Cr; columns: B, G, R (OpenCV's order) and the offset.
_KR, _KB = 0.2126, 0.0722
_KG = 1 - _KR - _KB
_Y_SCALE, _C_SCALE = 219 / 255, 224 / 255
BGR_TO_YCBCR = np.array(
    [
        [_KB * _Y_SCALE, _KG * _Y_SCALE, _KR * _Y_SCALE, 16],
        [0.5 * _C_SCALE, -_KG / (1 - _KB) / 2 * _C_SCALE, -_KR / (1 - _KB) / 2 * _C_SCALE, 128],
        [-_KB / (1 - _KR) / 2 * _C_SCALE, -_KG / (1 - _KR) / 2 * _C_SCALE, 0.5 * _C_SCALE, 128],
    ],
    dtype=np.float32,
)


def plane_of(matrix: object) -> Plane:
    """A plane in memory of its own, in one piece."""
    return np.ascontiguousarray(np.asarray(matrix, dtype=np.uint8))


def sited(chroma: Plane) -> Plane:
    """Half a pixel to the right: H.264's chroma samples lie on the left one of the two pixels they colour."""
    before = np.empty_like(chroma)
    before[:, 1:], before[:, 0] = chroma[:, :-1], chroma[:, 0]
    return plane_of(cv2.addWeighted(chroma, 0.5, before, 0.5, 0))
