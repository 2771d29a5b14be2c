"""The local image engine: designed pictures, drawn from a scene's words without any model."""

from datasay.engines.local.image.engine import LocalImage

__all__ = ["LocalImage"]
