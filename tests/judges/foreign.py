"""Generated programs of other languages, compiled together and called from Python."""

import ctypes
import shutil
import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from derivations.codegen import TARGETS
from derivations.codegen.shared.kinds import is_complex
from derivations.codegen.shared.program import Program

STRICT = {
    "c": ["gcc", "-O1", "-fPIC", "-std=c11", "-pedantic", "-Wall", "-Wextra", "-Werror"],
    "fortran": ["gfortran", "-O1", "-fPIC", "-std=f2008", "-pedantic", "-Wall", "-Wextra", "-Werror"],
    "rust": ["rustc", "-D", "warnings", "-C", "opt-level=1"],
}


def absent(target: str) -> str | None:
    """Why a language cannot be tried here, None if it can."""
    compiler = STRICT[target][0]
    return None if shutil.which(compiler) else f"{compiler} is not on this machine"


def run(command: list[str], folder: Path) -> None:
    """Run a compiler; what it complains about fails the test."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


class Library:
    """Programs of one language in one shared library: ``call`` the function of a name, ``check`` it by its own main."""

    def __init__(self, target: str, programs: Mapping[str, Program], sources: Mapping[str, str], folder: Path) -> None:
        self.programs, self.target = programs, target
        for name, text in sources.items():
            (folder / f"{name}{TARGETS[target].suffix}").write_text(text)
        {"c": _build_c, "fortran": _build_fortran, "rust": _build_rust}[target](programs, sources, folder)
        self.library = ctypes.CDLL(str(folder / "all.so"))

    def call(self, name: str, point: Mapping[str, complex]) -> np.ndarray:
        """Entries row by row, in the shape of the formula."""
        origin = self.programs[name].subject
        values = np.array([point[symbol.name] for symbol in origin.arguments], dtype=complex)
        found = np.full(len(self.programs[name].entries), np.nan, dtype=complex)
        getattr(self.library, f"call_{name}")(values.ctypes.data_as(ctypes.c_void_p), found.ctypes.data_as(ctypes.c_void_p))
        # Fortran stores its matrices column by column.
        return found.reshape(origin.shape[::-1]).T if self.target == "fortran" else found.reshape(origin.shape)

    def check(self, name: str) -> bool:
        """Whether the program's own check passes."""
        return getattr(self.library, f"check_{name}")() == 0


def _build_c(programs: Mapping[str, Program], sources: Mapping[str, str], folder: Path) -> None:
    (folder / "calls.c").write_text("#include <complex.h>\n" + "".join(_wrapper(programs[name], name, "") for name in sources))

    def compiled(name: str) -> None:
        run([*STRICT["c"], "-c", "-DTISC_CHECK", f"-Dmain=check_{name}", f"{name}.c"], folder)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(compiled, sources))
    run(["gcc", "-shared", "-fPIC", "calls.c", *(f"{name}.o" for name in sources), "-lm", "-o", "all.so"], folder)


def _build_fortran(programs: Mapping[str, Program], sources: Mapping[str, str], folder: Path) -> None:
    for name, text in sources.items():
        (folder / f"{name}_module.f90").write_text(text[: text.index("\n! Compares with")] + "\n")
    calls = (_wrapper(programs[name], f"__{name}_module_MOD_{name}", "&") for name in sources)
    (folder / "calls.c").write_text("#include <complex.h>\n" + "".join(calls))
    run(["gcc", "-c", "-fPIC", "calls.c"], folder)
    run([*STRICT["fortran"], "-shared", *(f"{name}_module.f90" for name in sources), "calls.o", "-o", "all.so"], folder)


def _wrapper(program: Program, symbol: str, reference: str) -> str:
    """A C function of one array of arguments and one of entries, all complex, which calls the function of a program."""
    origin, size = program.subject, len(program.entries)
    kind = "double complex" if program.is_complex else "double"
    kinds = ["double complex" if is_complex(argument) else "double" for argument in origin.arguments]
    copies = "".join(f"    {kind} a{index} = a[{index}];\n" for index, kind in enumerate(kinds))
    given = ", ".join(f"{reference}a{index}" for index in range(len(kinds)))
    types = ", ".join(f"{kind}{' *' if reference else ''}" for kind in kinds)
    if origin.shape:
        prototype = f"void {symbol}({types}{', ' if types else ''}{kind} *);"
        body = f"    {kind} r[{size}];\n    {symbol}({given}{', ' if given else ''}r);\n"
        body += f"    for (int i = 0; i < {size}; i++) out[i] = r[i];\n"
    else:
        prototype, body = f"{kind} {symbol}({types or 'void'});", f"    out[0] = {symbol}({given});\n"
    return (
        f"{prototype}\nvoid call_{origin.name}(const double complex *a, double complex *out)\n{{\n    (void)a;\n{copies}{body}}}\n"
    )


RUST_CALL = """
#[allow(dead_code)] // its main
#[path = "{name}.rs"]
mod {name};

#[no_mangle]
pub unsafe extern "C" fn call_{name}(a: *const f64, out: *mut f64) {{
    let _ = a;
    let found = {call};
    for (index, entry) in found.iter().flatten().enumerate() {{
        {store}
    }}
}}

#[no_mangle]
pub extern "C" fn check_{name}() -> i32 {{
    let (wrong, _) = {name}::check();
    if wrong == 0 {{ 0 }} else {{ 1 }}
}}
"""


def _build_rust(programs: Mapping[str, Program], sources: Mapping[str, str], folder: Path) -> None:
    (folder / "all.rs").write_text("".join(_rust_call(programs[name]) for name in sources))
    run([*STRICT["rust"], "--edition", "2021", "--crate-type", "cdylib", "all.rs", "-o", "all.so"], folder)


def _rust_call(program: Program) -> str:
    name = program.subject.name
    values = [
        f"{name}::Complex {{ re: *a.add({2 * index}), im: *a.add({2 * index + 1}) }}"
        if is_complex(symbol)
        else f"*a.add({2 * index})"
        for index, symbol in enumerate(program.subject.arguments)
    ]
    call = f"{name}::{name}({', '.join(values)})"
    parts = ("entry.re", "entry.im") if program.is_complex else ("*entry", "0.0")
    store = " ".join(f"*out.add(2 * index + {offset}) = {part};" for offset, part in enumerate(parts))
    return RUST_CALL.format(name=name, call=call if program.subject.shape else f"[[{call}]]", store=store)


def alone(target: str, name: str, source: str, folder: Path) -> int:
    """Exit status of one file, compiled as its header says, but with warnings as errors, and run."""
    path = folder / f"{name}{TARGETS[target].suffix}"
    path.write_text(source)
    run(
        [*STRICT[target], *(["-DTISC_CHECK"] if target == "c" else []), path.name, "-o", name, *(["-lm"] if target == "c" else [])],
        folder,
    )
    return subprocess.run([folder / name], capture_output=True, check=False).returncode
