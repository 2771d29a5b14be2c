"""What the engine calls itself and its styles."""

MODEL_VERSION = "datasay-local-image-1"
STYLES = (
    "paper", "ink", "aurora", "swiss", "night", "editorial", "riso", "engraving", "blueprint", "chalk", "poster",
)  # fmt: skip
