"""Drawings taken apart into roles and drawn again in a style's palette and material."""
