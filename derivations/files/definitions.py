"""Which definitions a computation can reach: read from the text of the modules, nothing is executed.

A definition is what a module binds to a name at its top level: a function, a class, a constant. It reaches those that its text
names, directly or through imports, those reach others, and so on; what imports make of its words is part of it. Where the text does
not tell which definition is meant, all that may be meant counts: a module that is handed on counts as a whole; so does a package,
with all modules in it, whose ``__path__`` is asked for or whose dotted name stands in a text, as in
``import_module(f"theory.models.{name}")``. Statements that do more than define may change what others do: they count wherever their
module is imported.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias, TypeGuard

Sources: TypeAlias = Mapping[str, tuple[str, bytes]]  # of every module by its name: the package that it lies in, its text
Place: TypeAlias = tuple[str, str]  # a module, and a name in it
Reference: TypeAlias = tuple[Place, tuple[str, ...]]  # a place, and the attributes that are asked of it, one of the other
WHOLE, LOOSE = "*", ""  # in place of a name: all that the module holds; its statements that do more than define
PACKAGE = {"__path__", "__name__", "__package__", "globals"}  # what modules, and names in them, are found by
HARMLESS = {"cache", "lru_cache", "dataclass", "contextmanager"}  # decorators that do nothing elsewhere
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Names:
    """What a module binds: its own definitions, LOOSE statements among them; what it imports, as the place it comes from."""

    own: dict[str, list[ast.stmt]]
    imported: dict[str, Place]


def reached(roots: Iterable[Place], sources: Sources) -> dict[Place, list[ast.stmt]]:
    """The statements of all definitions that the roots reach, themselves among them, by module and name.

    Raises
    ------
    ValueError
        If a root is not defined in a module of the project.
    """
    ahead = list(roots)
    for module, name in ahead:
        if module not in sources or name not in {WHOLE, *names_of(*sources[module]).own, *names_of(*sources[module]).imported}:
            raise ValueError(f"`{module}.{name}` must be defined in a module of this project, but is not.")
    ahead += [(module, LOOSE) for module in modules_behind([module for module, _ in ahead], sources)]
    found: dict[Place, list[ast.stmt]] = {}
    while ahead:
        place = ahead.pop()
        if place not in found:
            found[place] = names_of(*sources[place[0]]).own.get(place[1], [])
            ahead += _next(place, sources)
    return found


def _next(place: Place, sources: Sources) -> Iterator[Place]:
    """The places that a definition leads to directly."""
    module, name = place
    known = names_of(*sources[module])
    if name == WHOLE:
        yield from ((module, own) for own in (*known.own, *known.imported))
        yield from ((loaded, LOOSE) for loaded in modules_behind([module], sources))
    elif name in known.own:
        for meant, attributes in _references(module, name, *sources[module]):
            yield from _meant(meant, attributes, sources)
    elif name in known.imported:
        yield from _meant(known.imported[name], (), sources)
    else:  # bound in a way that is not seen here
        yield module, WHOLE


@cache
def _references(module: str, name: str, package: str, source: bytes) -> frozenset[Reference]:
    """What a definition names that stands at the top level of a module."""
    known = names_of(package, source)
    found = set()
    for node in known.own[name]:
        bound = known.imported | _all_imports(node, package)
        for word, attributes in _words(node):
            if word in bound:
                found.add((bound[word], attributes))
            elif word in known.own:
                found.add(((module, word), ()))
            elif word in PACKAGE:
                found.add(((module, WHOLE), (word,)))
        found |= {((text, WHOLE), ("__path__",)) for text in _dotted_texts(node)}
        found |= {(place, ()) for word, place in bound.items() if word.startswith(WHOLE)}
    return frozenset(found)


@cache
def imports_used(name: str, package: str, source: bytes) -> tuple[tuple[str, Place], ...]:
    """What the imports of a module make of the words of a definition, or of a name that is itself imported."""
    known = names_of(package, source)
    words = {word for node in known.own[name] for word, _ in _words(node)} if name in known.own else {name}
    return tuple(sorted((word, place) for word, place in known.imported.items() if word in words or word.startswith(WHOLE)))


def _meant(place: Place, attributes: tuple[str, ...], sources: Sources) -> Iterator[Place]:
    """What an imported name stands for, with the attributes that are asked of it; nothing if it is not of the project."""
    module, name = place
    if name != WHOLE and f"{module}.{name}" in sources and name not in names_of(*sources[module]).own:
        module, name = f"{module}.{name}", WHOLE
    if module not in sources:
        return
    if name != WHOLE or not attributes:
        yield module, name
    elif attributes[0] in PACKAGE:
        yield from _below(module, sources)
    else:
        yield from _meant((module, attributes[0]), attributes[1:], sources)


def _below(package: str, sources: Sources) -> Iterator[Place]:
    return ((name, WHOLE) for name in sources if f"{name}.".startswith(f"{package}."))


def _dotted_texts(node: ast.AST) -> Iterator[str]:
    """The texts that may be names of modules, without a dot at their ends."""
    texts = (inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant) and isinstance(inner.value, str))
    return (text.strip(".") for text in texts if "." in text and text.strip(".").replace(".", "").isidentifier())


def _words(node: ast.AST) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names in a text, each with the attributes asked of it: ("a", ("b", "c")) for ``a.b.c``; annotations of functions left out."""
    attributes: list[str] = []
    inner = node
    while isinstance(inner, ast.Attribute):
        attributes.insert(0, inner.attr)
        inner = inner.value
    if isinstance(inner, ast.Name):
        yield inner.id, tuple(attributes)
        return
    for part in (part for _, members in fields(inner) for part in members if isinstance(part, ast.AST)):
        yield from _words(part)


def fields(node: ast.AST) -> Iterator[tuple[str, list[Any]]]:
    """The fields of a node that are not empty, without what does nothing: annotations of functions, and texts that stand alone."""
    for name, value in ast.iter_fields(node):
        if not (name == "returns" or (name == "annotation" and isinstance(node, ast.arg))):
            members = [member for member in (value if isinstance(value, list) else [value]) if not _is_text(member)]
            if members not in ([], [None]):
                yield name, members


def modules_behind(names: Iterable[str], sources: Sources) -> set[str]:
    """The modules of these names, all of the project that they import anywhere in their text, their packages, and so on."""
    found: set[str] = set()
    ahead = list(names)
    while ahead:
        name = ahead.pop()
        if name in sources and name not in found:
            found.add(name)
            parents = name.split(".")[:-1]
            ahead += [*(".".join(parents[:end]) for end in range(1, len(parents) + 1)), *_imported_modules(*sources[name])]
    return found


@cache
def _tree(source: bytes) -> ast.Module:
    return ast.parse(source)


@cache
def _imported_modules(package: str, source: bytes) -> frozenset[str]:
    """Every module that the imports of a text may mean, whether it exists or not; those for type checkers load nothing."""
    loaded = [part for node in _tree(source).body for part in (node.orelse if _is_for_types(node) else [node])]
    nodes = [inner for node in loaded for inner in ast.walk(node)]
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    places = [place for node in nodes for place in _imports(node, package).values()]
    return frozenset(plain | {base for base, _ in places} | {f"{base}.{name}" for base, name in places})


@cache
def names_of(package: str, source: bytes) -> Names:
    """What a module binds, from its text."""
    own: dict[str, list[ast.stmt]] = {LOOSE: []}
    imported: dict[str, Place] = {}
    for node in _tree(source).body:
        for name in _defined(node):
            own.setdefault(name, []).append(node)
        if not isinstance(node, Function | ast.ClassDef):
            imported |= _all_imports(node, package)
    return Names(own, imported)


def _defined(node: ast.stmt) -> list[str]:
    """The names that a statement defines; LOOSE if it may do something else than to define, import or tell."""
    if isinstance(node, ast.Import | ast.ImportFrom) or _is_text(node) or _is_for_types(node):
        return []
    if isinstance(node, Function | ast.ClassDef):
        decorators = [inner.func if isinstance(inner, ast.Call) else inner for inner in node.decorator_list]
        return [node.name, *(LOOSE for one in decorators if ast.unparse(one) not in HARMLESS)]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    single = [one for target in targets for one in (target.elts if isinstance(target, ast.Tuple) else [target])]
    names = [one.id for one in single if isinstance(one, ast.Name)]
    inside = [inner.target.id for inner in ast.walk(node) if isinstance(inner, ast.NamedExpr)]
    return [*names, *inside] if names and len(names) == len(single) else [LOOSE, *inside]


def _all_imports(node: ast.AST, package: str) -> dict[str, Place]:
    """The names that imports anywhere in a text bind."""
    return {name: place for inner in ast.walk(node) for name, place in _imports(inner, package).items()}


def _imports(node: ast.AST, package: str) -> dict[str, Place]:
    """The names that an import statement in a module of the package binds, each with the place that it stands for."""
    if isinstance(node, ast.Import):
        return {
            one.asname or one.name.split(".")[0]: (one.name if one.asname else one.name.split(".")[0], WHOLE) for one in node.names
        }
    if isinstance(node, ast.ImportFrom):
        above = package.split(".")[: 1 - node.level or None] if node.level else []
        base = ".".join([*above, *([node.module] if node.module else [])])
        return {one.asname or one.name + base * (one.name == WHOLE): (base, one.name) for one in node.names}
    return {}


def _is_text(node: Any) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_for_types(node: ast.stmt) -> TypeGuard[ast.If]:
    """Whether only type checkers read it."""
    return isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
