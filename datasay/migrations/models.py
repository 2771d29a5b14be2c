"""Which modules hold tables; importing them fills `Base.metadata`."""

from importlib import import_module

from sqlalchemy import MetaData

from datasay.core.tables import Base

MODEL_MODULES = (
    "datasay.user_auth.models",
    "datasay.file_storage.models",
    "datasay.search.models",
    "datasay.text.template.models",
    "datasay.text.content.models",
    "datasay.text.analyse.models",
    "datasay.voice.timbre.models",
    "datasay.voice.audio.models",
    "datasay.image.content.models",
    "datasay.mixall.content.models",
    "datasay.task_management.models",
    "datasay.platform_integration.models",
    "datasay.platform_publish.models",
    "datasay.system_monitoring.models",
    "datasay.system_audit.models",
)


def load_models() -> MetaData:
    """Import every model and return the metadata of all tables."""
    for module in MODEL_MODULES:
        import_module(module)
    return Base.metadata
