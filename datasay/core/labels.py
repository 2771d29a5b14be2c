"""Labels on generated content: what the law in China asks to be visible and hidden (docs/explanation/labels.md)."""

import hashlib
import json

VISIBLE_LABEL = {"zh": "AI 生成", "en": "AI-generated"}


def visible_label(language: str) -> str:
    """The words to show on the content."""
    return VISIBLE_LABEL["zh" if language.startswith("zh") else "en"]


def hidden_label(*, producer: str, produce_id: str) -> str:
    """The JSON of the metadata field `AIGC` (GB 45438-2025): generated ("1"), by whom, under which id.

    ReservedCode1 carries an integrity value over the other two fields, so that a copied label can be told.
    """
    digest = hashlib.sha256(f"1|{producer}|{produce_id}".encode()).hexdigest()[:32]
    fields = {
        "Label": "1",
        "ContentProducer": producer,
        "ProduceID": produce_id,
        "ReservedCode1": digest,
        "ContentPropagator": producer,
        "PropagateID": produce_id,
        "ReservedCode2": digest,
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
