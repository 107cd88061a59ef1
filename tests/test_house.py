"""The bars of the house that neither ruff nor mypy nor the import contracts measure: sizes of files, functions and views, names, leftovers."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "zcforms"
MODULES = sorted(PACKAGE.rglob("*.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[Path, Function]]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, Function):
                yield path, node


def body_lines(function: Function) -> int:
    """Lines from `def` to the end, without the docstring."""
    whole = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is None:
        return whole
    return whole - ((first.end_lineno or 0) - first.lineno + 1)


def named(path: Path, function: Function) -> str:
    return f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"


def test_modules_are_short() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert len(lines) > 150
    assert {str(path): count for path, count in lines.items() if count > 400} == {}
    assert statistics.median(lines.values()) <= 120


def test_functions_are_short() -> None:
    lengths = {named(path, function): body_lines(function) for path, function in functions()}
    assert {name: count for name, count in lengths.items() if count > 60 and "/versions/" not in name} == {}
    ordered = sorted(lengths.values())
    assert ordered[int(len(ordered) * 0.95)] <= 30


def test_views_and_the_factory_are_short() -> None:
    """A view takes a request apart and puts an answer together; what is decided is decided in a service."""
    views = {
        named(path, function): body_lines(function)
        for path, function in functions()
        if path.parent == PACKAGE / "web" and any(_routes(each) for each in function.decorator_list)
    }
    assert len(views) > 60
    assert {name: count for name, count in views.items() if count > 15} == {}
    factory = next(function for path, function in functions() if function.name == "create_app")
    assert (factory.end_lineno or 0) - factory.lineno + 1 <= 45


def _routes(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and called.attr in ("get", "post", "route")


def test_no_module_is_called_after_nothing() -> None:
    assert [path.name for path in MODULES if path.stem in ("utils", "helpers", "common", "misc")] == []


def imported(path: Path) -> set[str]:
    """Modules of ours that a module imports anywhere: at its top, inside functions, for types alone."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    return found


def test_no_module_stands_in_a_circle() -> None:
    """The import contract asks the same of rooms; this asks it of every single module. A package that gathers its own modules is no
    circle with them."""
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in MODULES}
    names = {name.removesuffix(".__init__"): path for name, path in names.items()}
    left = {name: (imported(path) & names.keys()) - {name} for name, path in names.items()}
    packages = {name for name, path in names.items() if path.name == "__init__.py"}
    left = {name: {each for each in used if each not in packages} for name, used in left.items()}
    while free := {name for name, used in left.items() if not used}:
        left = {name: used - free for name, used in left.items() if name not in free}
    assert left == {}


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(?:TODO|FIXME|XXX|coming soon)\b|敬请期待")
    sources = [
        *MODULES,
        *(ROOT / "templates").rglob("*.html"),
        *(path for path in (PACKAGE / "web/static").rglob("*.js") if "vendor" not in path.parts),
        *(ROOT / "schemas").rglob("*.json"),
        *(ROOT / "rules").rglob("*.yaml"),
    ]
    found = [str(path) for path in sources if later.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_no_error_is_swallowed() -> None:
    """`except` with nothing in it hides what somebody has to know."""
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and all(isinstance(each, ast.Pass) for each in node.body)
    ]
    assert silent == []


def test_below_the_doors_nobody_looks_at_the_clock() -> None:
    """Time is passed in; only the composition knows what time it is."""
    asks = re.compile(r"\b(?:datetime\.now|datetime\.utcnow|date\.today|time\.time)\(")
    rooms = ("domain", "documents", "forms", "checks", "printing", "services")
    found = [
        f"{path.relative_to(ROOT)}"
        for room in rooms
        for path in sorted((PACKAGE / room).rglob("*.py"))
        if asks.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_function_of_a_service_is_used_by_somebody() -> None:
    """A public function without a caller is a second way to do something."""
    texts = {path: path.read_text(encoding="utf-8") for path in MODULES}
    texts |= {path: path.read_text(encoding="utf-8") for path in (ROOT / "benchmarks").rglob("*.py")}
    unused = []
    for path in sorted((PACKAGE / "services").glob("*.py")):
        for node in ast.parse(texts[path]).body:
            if isinstance(node, Function) and not node.name.startswith("_"):
                name = re.compile(rf"\b{node.name}\b")
                uses = sum(len(name.findall(text)) for text in texts.values())
                if uses < 2:
                    unused.append(named(path, node))
    assert unused == []


def test_inline_imports_say_why() -> None:
    """Only slow libraries, with the reason beside them."""
    bare = []
    for path, function in functions():
        lines = path.read_text(encoding="utf-8").splitlines()
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                around = lines[node.lineno - 2 : (node.end_lineno or node.lineno)]
                if not any("#" in line for line in around):
                    bare.append(f"{named(path, function)}: {ast.unparse(node)}")
    assert bare == []
