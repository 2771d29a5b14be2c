"""The shape of every engine: one frozen request in, one frozen result out, progress on the way.

A file for what all engines share, for the form of an account, for asking a vendor, and for each kind. What an engine
of another package needs is named here.
"""

from datasay.engines.protocols.account import AccountForm, Secret, ServerAddress
from datasay.engines.protocols.analysis import AnalysisEngine, AnalysisRequest, Method
from datasay.engines.protocols.asking import VendorAnswer, VendorRequest, asked_of_vendor, bought_of_vendor
from datasay.engines.protocols.engine import (
    ENGINE_NAME,
    Checked,
    Desk,
    Engine,
    EngineInfo,
    Progress,
    Prompts,
    TextSink,
    Unwatched,
)
from datasay.engines.protocols.image import LAYOUTS, ImageEngine, ImageRequest, Layer, Picture, TypeLook
from datasay.engines.protocols.text import (
    ChatAnswer,
    ChatMessage,
    ChatRequest,
    OnText,
    Script,
    ScriptRequest,
    ScriptScene,
    TextEngine,
    TextOperation,
    TextRequest,
    WrittenText,
)
from datasay.engines.protocols.voice import (
    PARTS_RATE,
    Speech,
    SpeechRequest,
    SpokenSentence,
    SpokenWord,
    VoiceEngine,
    VoiceInfo,
    VoiceInParts,
)

__all__ = [
    "ENGINE_NAME",
    "LAYOUTS",
    "PARTS_RATE",
    "AccountForm",
    "AnalysisEngine",
    "AnalysisRequest",
    "ChatAnswer",
    "ChatMessage",
    "ChatRequest",
    "Checked",
    "Desk",
    "Engine",
    "EngineInfo",
    "ImageEngine",
    "ImageRequest",
    "Layer",
    "Method",
    "OnText",
    "Picture",
    "Progress",
    "Prompts",
    "Script",
    "ScriptRequest",
    "ScriptScene",
    "Secret",
    "ServerAddress",
    "Speech",
    "SpeechRequest",
    "SpokenSentence",
    "SpokenWord",
    "TextEngine",
    "TextOperation",
    "TextRequest",
    "TextSink",
    "TypeLook",
    "Unwatched",
    "VendorAnswer",
    "VendorRequest",
    "VoiceEngine",
    "VoiceInParts",
    "VoiceInfo",
    "WrittenText",
    "asked_of_vendor",
    "bought_of_vendor",
]
