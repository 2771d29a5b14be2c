"""DataSay: an article goes in, a narrated, subtitled video comes out."""

__version__ = "0.1.0"
