"""The house stands: data flows one way, nothing is evaluated, nothing is fetched, engines stay in their room."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "satindex"
FILES = sorted(PACKAGE.rglob("*.py"))
# Each room may import the rooms to its left; rooms of one step do not import each other.
STEPS = (
    {"survey", "readers"},
    {"responses"},
    {"measures", "drafting"},
    {"customers"},
    {"linkage"},
    {"analysis"},
    {"simulate", "summaries"},
    {"forms"},
    {"report"},
    {"teaching"},
)
GROUND = {"language", "errors", "frames", "stats", "results"}
# What stands outside the rooms: the ways in, which no room may know.
WAYS_IN = {"__init__", "__main__", "api", "cli", "columns", "commands"}
STEP = {room: step for step, rooms in enumerate(STEPS) for room in rooms}
# Grounds that a ground may stand on.
UNDER = {
    "language": set(),
    "errors": {"language"},
    "stats": {"language", "errors"},
    "frames": {"language", "errors", "stats"},
    "results": {"language", "errors", "stats"},
}


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def imports(path: Path) -> tuple[tuple[int, str], ...]:
    """Every module that a file imports, also inside functions and under TYPE_CHECKING, with its line."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    package = module_of(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            source = ".".join(part for part in (base, node.module) if part)
            for alias in node.names:
                deeper = f"{source}.{alias.name}"
                if deeper != "satindex.__version__":  # a constant, which every room may print
                    yield node.lineno, deeper if deeper in MODULES else source


def run_time_imports(path: Path) -> Iterator[str]:
    """The modules imported as soon as a file is: neither inside functions nor under TYPE_CHECKING."""
    pending: list[ast.AST] = list(tree_of(path).body)
    kept = ast.Module(body=[], type_ignores=[])
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            kept.body.append(node)
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and not _type_checking(node):
            pending += ast.iter_child_nodes(node)
    for node in kept.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                deeper = f"{node.module}.{alias.name}"
                yield deeper if deeper in MODULES else node.module


def _type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(PACKAGE.parent)}:{line}"


def test_the_files_were_found() -> None:
    assert len(FILES) > 100
    assert ("satindex.measures.measure") in {name for _, name in imports(PACKAGE / "measures" / "nps.py")}


def test_every_room_is_known() -> None:
    rooms = {room_of(module) for module in MODULES} | {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    assert rooms - {"__pycache__"} <= set(STEP) | GROUND | WAYS_IN


def may_import(room: str, other: str) -> bool:
    if room == other or room in WAYS_IN:
        return True
    if room in GROUND:
        return other in UNDER[room]
    return other in GROUND or (other in STEP and STEP[other] < STEP[room])


@pytest.mark.parametrize("room", sorted((set(STEP) | GROUND) & {room_of(module) for module in MODULES}))
def test_a_room_imports_only_what_stands_to_its_left(room: str) -> None:
    wrong = [
        f"{where(path, line)} imports {name}"
        for module, path in MODULES.items()
        if room_of(module) == room
        for line, name in imports(path)
        if name.split(".")[0] == "satindex" and not may_import(room, room_of(name))
    ]
    assert wrong == []


def test_no_import_goes_round_in_a_circle() -> None:
    graph = {module: {name for name in run_time_imports(path) if name in MODULES} for module, path in MODULES.items()}
    state: dict[str, int] = {}

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert state.get(module) != 1, " → ".join((*trail[trail.index(module) :], module))
        if state.get(module) == 2:
            return
        state[module] = 1
        for name in graph[module]:
            visit(name, (*trail, module))
        state[module] = 2

    for module in graph:
        visit(module, ())


ENGINES = {"pandas", "polars", "pyarrow", "duckdb", "pyspark", "dask", "modin", "ibis"}
CHARTS, REPORT = PACKAGE / "results" / "charts", PACKAGE / "report"
# Files of which there is one for each measure, chart and report format.
ONE_EACH = [*(PACKAGE / "measures").glob("*.py"), *REPORT.rglob("*.py"), *CHARTS.glob("*.py")]


@pytest.mark.parametrize("path", ONE_EACH, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_measures_formats_and_charts_know_no_engine(path: Path) -> None:
    typing_only = {
        name.split(".")[0]
        for node in ast.walk(tree_of(path))
        if _type_checking(node)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import)
        for name in (alias.name for alias in inner.names)
    }
    found = {name.split(".")[0] for _, name in imports(path)} & ENGINES
    assert found <= typing_only


def measure_types() -> set[str]:
    """The files of measures that declare the keys of a `type`; the others are building blocks."""
    return {path.stem for path in (PACKAGE / "measures").glob("*.py") if "KEYS" in _assigned(tree_of(path))}


def _assigned(tree: ast.Module) -> set[str]:
    plain = {ast.unparse(target) for node in tree.body if isinstance(node, ast.Assign) for target in node.targets}
    return plain | {ast.unparse(node.target) for node in tree.body if isinstance(node, ast.AnnAssign)}


def test_every_type_of_measure_is_found_and_no_building_block_is_one() -> None:
    from satindex.measures.registry import TYPES

    assert set(TYPES.names()) == measure_types()


def names_taken(path: Path, prefix: str) -> Iterator[tuple[int, str, str]]:
    """Each name imported from a module under `prefix`, with its line and that module's last part."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(prefix):
            for alias in node.names:
                yield node.lineno, node.module.removeprefix(prefix).split(".")[0], alias.name


def test_a_measure_knows_no_other_measure() -> None:
    """A measure's words may know the measure that they explain."""
    types = measure_types()
    wrong = [
        f"{where(path, line)} takes {name} from {other}"
        for path in (PACKAGE / "measures").glob("*.py")
        for line, other, name in names_taken(path, "satindex.measures.")
        if other in types - {path.stem, path.stem.removesuffix("_words")}
    ]
    assert wrong == []


MAY_NAME_MEASURES = WAYS_IN | {"measures"}


def test_what_works_for_any_measure_names_none() -> None:
    """Loader, analysis, models, reports and simulation work for a type of measure that is written tomorrow."""
    types = measure_types()
    wrong = [
        f"{where(path, line)} imports {name}"
        for module, path in MODULES.items()
        if room_of(module) not in MAY_NAME_MEASURES
        for line, name in imports(path)
        if name.startswith("satindex.measures.") and name.split(".")[2] in types
    ]
    assert wrong == []


# Smells: `dots` draws estimates for three charts, EMPTY is how two formats write nothing.
SHARED_PARTS = {"dots", "EMPTY"}


@pytest.mark.parametrize(("folder", "prefix"), [(CHARTS, "satindex.results.charts."), (REPORT, "satindex.report.")])
def test_a_chart_knows_no_other_chart_and_a_format_no_other_format(folder: Path, prefix: str) -> None:
    kinds = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    wrong = [
        f"{where(path, line)} takes {name} from {other}"
        for path in folder.glob("*.py")
        for line, other, name in names_taken(path, prefix)
        if path.stem in kinds and other in kinds - {path.stem} and name not in SHARED_PARTS
    ]
    assert wrong == []


FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "execfile"}
FORBIDDEN_ATTRIBUTES = {
    ("yaml", "load"),
    ("yaml", "unsafe_load"),
    ("yaml", "full_load"),
    ("yaml", "load_all"),
    ("os", "system"),
    ("os", "popen"),
    ("pandas", "eval"),
    ("pd", "eval"),
    ("pandas", "read_pickle"),
    ("pd", "read_pickle"),
}
# No method of these names is called on anything: pandas frames evaluate text by them.
FORBIDDEN_METHODS = {"eval", "query", "to_pickle"}
FORBIDDEN_MODULES = {
    "pickle",
    "cPickle",
    "dill",
    "cloudpickle",
    "joblib",
    "shelve",
    "marshal",
    "subprocess",
    "pty",
    "code",
    "codeop",
    "runpy",
    "urllib",
    "urllib2",
    "urllib3",
    "requests",
    "http",
    "httpx",
    "aiohttp",
    "socket",
    "ftplib",
    "smtplib",
    "telnetlib",
    "webbrowser",
    "patsy",
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_is_evaluated_fetched_or_run(path: Path) -> None:
    wrong = [f"{line}: {name}" for line, name in imports(path) if name.split(".")[0] in FORBIDDEN_MODULES]
    wrong += [f"{line}: {name}" for line, name in imports(path) if name == "statsmodels.formula.api"]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and _is_forbidden(node.func):
            wrong.append(f"{node.lineno}: {ast.unparse(node.func)}")
    assert wrong == []


def _is_forbidden(called: ast.expr) -> bool:
    if isinstance(called, ast.Name):
        return called.id in FORBIDDEN_CALLS
    if not isinstance(called, ast.Attribute):
        return False
    owner = called.value.id if isinstance(called.value, ast.Name) else ""
    return called.attr in FORBIDDEN_METHODS or (owner, called.attr) in FORBIDDEN_ATTRIBUTES


@pytest.mark.parametrize(
    "line",
    ["eval('1')", "__import__('os')", "yaml.load(text)", "os.system('ls')", "frame.query('a')", "pd.eval('1')"],
)
def test_the_check_itself_sees_what_it_forbids(line: str) -> None:
    (statement,) = ast.parse(line).body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Call)
    assert _is_forbidden(statement.value.func)


# A name from a table of this package, a file found in one of its folders, a file named by its place in full.
FOUND_NAMES = re.compile(r"_HOMES\[name\]|f'\{\w+\.__name__\}\.\{name\}'|f?'satindex\..*'")


def test_dynamic_imports_name_only_files_of_this_package() -> None:
    """`import_module` is given `satindex.….{name}`, never a name from a definition alone."""
    wrong = []
    for path in FILES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
                given = ast.unparse(node.args[0])
                if not FOUND_NAMES.fullmatch(given):
                    wrong.append(f"{where(path, node.lineno)} imports {given}")
    assert wrong == []


HEAVY = ("pandas", "statsmodels", "scipy.stats", "altair", "pingouin", "great_tables", "duckdb")


def test_heavy_libraries_are_imported_where_they_are_needed() -> None:
    """A file that needs one at its top is itself imported by no other file's top."""
    at_top = {module: set(run_time_imports(path)) for module, path in MODULES.items()}
    wanted = {name for names in at_top.values() for name in names}
    heavy = {
        module: sorted(name for name in names if any(name == big or name.startswith(f"{big}.") for big in HEAVY))
        for module, names in at_top.items()
    }
    assert {module: names for module, names in heavy.items() if names and module in wanted} == {}
