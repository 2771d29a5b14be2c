"""The walls of the house that import-linter cannot say: who may import what, by the name of the file that imports."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

CHAPTERS = ("text", "voice", "image", "mixall")
FILES = ("models", "schemas", "queries", "steps", "service", "routes", "jobs", "errors", "making", "schedule")
_OWN_FILES = {  # what a folder of a chapter holds beside these; a new name is a decision, and is written here
    "text/analyse": (),
    "text/content": ("difference", "version_queries", "version_routes", "versions"),
    "text/generation": ("languages", "operations"),
    "text/template": ("builtin", "declarations", "prompting", "rendering", "starters"),
    "voice/audio": (),
    "voice/timbre": (),
    "image/content": ("layers", "photos", "series"),
    "mixall/content": (
        "clips",
        "credits",
        "drawing",
        "fingerprints",
        "plan",
        "revisions",
        "scene_pages",
        "snapshot",
        "speaking",
        "storyboard",
        "timeline",
    ),
    "mixall/scene": ("board", "version_routes", "versions"),
}
_ROUTES = r"(?:.*/)?(?:\w+_)?routes\.py"
_SPEAKING_HTTP = (
    rf"{_ROUTES}|(?:.*/)?(?:dependencies|schemas|answers|etags|addresses)\.py|api/.*|core/(?:http|pages)\.py"
)
_ONLY_IN = {  # a library, and the files under datasay/ that may import it
    "fastapi": rf"{_SPEAKING_HTTP}|openai_door/errors\.py",
    "starlette": rf"{_SPEAKING_HTTP}|openai_door/errors\.py",
    "celery": r"core/queue\.py|worker/.*",
    "kombu": r"core/(?:queue|broker)\.py|worker/.*",
    "billiard": r"worker/.*",
    "sqlalchemy": rf"(?!{_ROUTES}).*",
    "asyncpg": rf"(?!{_ROUTES}).*",
}
_SQL_VERBS = {"execute", "scalar", "scalars", "fetch", "fetch_one", "change", "where", "order_by", "limit"}
OPEN_TO_ALL = {
    "protocols",
    "registry",
    "kinds",
    "questions",
    "discretion",
    "results",
    "errors",
    "usage",
}  # what the rest of the house may know of engines
_OF_THE_REGISTRY = {"containment", "inspection", "plausible"}  # how it keeps engines from harm to others; for it alone
_OPEN_TO_ENGINES = {"speech_requests", "protocols", "errors", "usage"}
_NAMING_NO_ENGINE = ("creation/", "platform_integration/")
_STILL: dict[str, tuple[str, ...]] = {  # what is being moved; a line that is no longer needed is a fault itself
}


def faults(root: Path) -> Iterator[str]:
    """Every breach in the copy of the house at `root`, as `file: what`."""
    due = {(file, what) for file, several in _STILL.items() for what in several}
    for fault in _found(root):
        file, _, told = fault.partition(": ")
        excused = {(file, what) for what in _STILL.get(file, ()) if told.startswith(what)}
        due -= excused
        if not excused:
            yield fault
    for file, what in sorted(due):
        yield f"tests/walls.py: {file} no longer does this, strike it: {what}"


def _found(root: Path) -> Iterator[str]:
    house = root / "datasay"
    engines = _engine_names(root)
    for path in sorted(house.rglob("*.py")):
        name, tree = path.relative_to(house).as_posix(), ast.parse(path.read_text(encoding="utf-8"))
        told = [*_opening(name, tree), *_libraries(name, tree), *_into_engines(name, tree), *_ends(name, tree)]
        if re.fullmatch(_ROUTES, name):
            told += _statements(tree)
        if name.startswith("creation/"):
            told += _foreign_tables(tree)
        if name.startswith(_NAMING_NO_ENGINE):
            told += _named_engines(tree, engines)
        yield from (f"datasay/{name}: {what}" for what in told)
    yield from _names(house)
    yield from _pictured(root)


def _imports(tree: ast.AST) -> Iterator[str]:
    """The dotted names a module imports, wherever in it; `from a import b` counts as `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _opening(name: str, tree: ast.Module) -> Iterator[str]:
    if not re.search(r"\w[`’\"”]?[.:)]", (ast.get_docstring(tree) or "").partition("\n\n")[0]):
        yield "opens with no sentence on what it knows"
    if name.endswith("/__init__.py") and name.split("/", maxsplit=1)[0] in CHAPTERS and len(tree.body) > 1:
        yield "holds more than its sentence"


def _libraries(name: str, tree: ast.AST) -> Iterator[str]:
    for library in sorted({imported.partition(".")[0] for imported in _imports(tree)} & _ONLY_IN.keys()):
        if not re.fullmatch(_ONLY_IN[library], name):
            yield f"imports {library}, which has its own places"


def _into_engines(name: str, tree: ast.AST) -> Iterator[str]:
    own = name.split("/")[1].removesuffix(".py") if name.startswith("engines/") else None
    shared = OPEN_TO_ALL | _OF_THE_REGISTRY
    may = shared if own in {"registry", "questions", "usage"} else OPEN_TO_ALL
    for imported in _imports(tree):
        parts = imported.split(".")
        if parts[:2] != ["datasay", "engines"] or len(parts) < 3:
            continue
        if own is None and parts[2] not in OPEN_TO_ALL:
            yield f"reaches into engines: {imported}"
        elif own is not None and own not in shared and parts[2] not in {own, *_OPEN_TO_ENGINES}:
            yield f"an engine that knows another: {imported}"
        elif own in shared and parts[2] not in may:
            yield f"what all engines share knows one of them: {imported}"


def _ends(name: str, tree: ast.AST) -> Iterator[str]:
    """Routes and jobs are the ends of the house: only what mounts them imports them."""
    for imported in _imports(tree):
        parts = imported.split(".")
        if parts[0] != "datasay":
            continue
        if any(re.fullmatch(_ROUTES, f"{part}.py") for part in parts) and not name.startswith("api/"):
            yield f"imports routes: {imported}"
        if "jobs" in parts and not name.startswith("worker/") and parts[1] != "worker":
            yield f"imports jobs: {imported}"


def _statements(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _SQL_VERBS:
            yield f"a route with SQL: .{node.func.attr}() in line {node.lineno}"


def _foreign_tables(tree: ast.AST) -> Iterator[str]:
    """The main job calls verbs. Of tasks, which everything that is queued is, it may name the type."""
    for imported in _imports(tree):
        parts = imported.split(".")
        if parts[:2] == ["datasay", "engines"] and parts[2:3] != ["protocols"]:
            yield f"opens an engine itself: {imported}"
        if parts[:2] == ["datasay", "task_management"]:
            continue
        if parts[0] == "datasay" and ({"queries", "models"} & set(parts[2:])):
            yield f"knows the tables of others: {imported}"


def _engine_names(root: Path) -> set[str]:
    """The names of the engines that come along, from their entry points."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups: dict[str, dict[str, str]] = project["entry-points"]
    return {name for group, found in groups.items() if group.startswith("datasay.engines.") for name in found}


def _named_engines(tree: ast.AST, engines: set[str]) -> Iterator[str]:
    examples: list[ast.AST] = []  # an example may show a name; nothing is decided by it
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            keys = [getattr(key, "value", None) for key in node.keys]
            examples += [value for key, value in zip(keys, node.values, strict=True) if key == "examples"]
        elif isinstance(node, ast.AnnAssign) and getattr(node.target, "id", None) == "_EXAMPLE":
            examples.append(node)
    shown = {inside for example in examples for inside in ast.walk(example)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in engines and node not in shown:
            yield f"names the engine {node.value!r} in line {node.lineno}"


def _names(house: Path) -> Iterator[str]:
    """A chapter holds folders only; a folder holds the files that every folder has, and those that are its own."""
    for chapter in CHAPTERS:
        for entry in sorted((house / chapter).iterdir()):
            if entry.name in {"__pycache__", "__init__.py"}:
                continue
            folder = f"{chapter}/{entry.name}"
            if not entry.is_dir() or folder not in _OWN_FILES:
                yield f"datasay/{folder}: a chapter holds its folders, which tests/walls.py lists, and nothing else"
                continue
            known = {"__init__", "__pycache__", *FILES, *_OWN_FILES[folder]}
            for file in sorted(entry.iterdir()):
                if file.stem not in known:
                    yield f"datasay/{folder}/{file.name}: neither one of {', '.join(FILES)} nor named as its own"


def _pictured(root: Path) -> Iterator[str]:
    """Who opens the house finds every room in its picture."""
    picture = (root / "docs/explanation/architecture.md").read_text(encoding="utf-8")
    told, drawn = set(re.findall(r"^\| (`\w+`.*?) \|", picture, re.MULTILINE)), picture.partition("## ")[0]
    for room in sorted(entry.parent.name for entry in (root / "datasay").glob("*/__init__.py")):
        if not re.search(rf"\b{room}\b", drawn) or not any(f"`{room}`" in row for row in told):
            yield f"docs/explanation/architecture.md: lacks the room {room}, in the picture or in the table"
