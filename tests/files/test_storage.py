"""Data on disk: a round trip changes nothing, what NetCDF cannot hold is refused, and so is a file that is not what was written."""

import random
import re
from contextlib import suppress
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray as xr

from derivations.figures.bilayer_vortex import fig3c
from derivations.files.storage import current, load, save, stamped

NANS = np.array([0x7FF8000000000123, 0xFFF0000000000001], dtype="u8").view("f8")  # two with a payload
TIMES = np.array(["2001-01-01T00:00:00.123456789", "NaT"], dtype="M8[ns]")
SAME = {
    "complex": xr.Dataset({"a": ("x", [1 + 2j, complex(5, np.inf), complex(np.nan, 2)]), "b": ("x", np.ones(3, "c8"))}),
    "bool": xr.Dataset({"a": ("x", [True, False]), "b": ((), True)}),
    "nan": xr.Dataset({"a": ("x", NANS)}),
    "text": xr.Dataset({"a": ("x", ["α", "", "b"]), "s": ((), "ħ")}, coords={"x": ["p", "q", "rrr"]}),
    "objects": xr.Dataset({"a": ("x", np.array(["u", "vvvv"], dtype=object))}),
    "times": xr.Dataset({"t": ("x", TIMES), "d": ("x", np.array([1, -5], "m8[ms]"))}, coords={"x": np.array([5, 6], "m8[s]")}),
    "nothing": xr.Dataset({"a": (("x", "y"), np.zeros((0, 3))), "b": ("z", np.zeros(0, complex)), "s": ("z", np.array([], "U3"))}),
    "scalars": xr.Dataset({"a": 1.5, "i": np.int16(3), "c": 1j, "t": np.datetime64("2020-01-01", "ns")}),
    "empty": xr.Dataset(),
    "integers": xr.Dataset({kind: ("x", np.array([1, 2], kind)) for kind in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8")}),
    "coordinates": xr.Dataset(
        {"a": (("x", "k"), np.ones((2, 2), ">f4"))},
        coords={"x": np.array([1, 2], "f4"), "k": [2, 1], "kk": ("k", [0.1, 0.2], {"units": "1/a"}), "at": 3.0},
    ),
}  # fmt: skip
ATTRIBUTES = [
    *([1], ["a", "b"], [], (1, 2.5), {"a": [1], 2: None}, True, 3, 2**80, 1.2, float("inf"), None, 1 + 2j, np.bool_(True)),
    *("", "ħ λ", "a\0b", "\ud800", "x" * 100_000, "[1]", np.float32(1.1), np.int64(4), np.float64(2.5), np.longdouble(1) / 3),
    *(np.arange(6).reshape(2, 3), np.array([]), np.timedelta64(5, "s"), np.array(["a", "bc"])),
]  # fmt: skip
REFUSED = {
    "half precision": (xr.Dataset({"a": ("x", np.ones(2, "f2"))}), "`a` must hold"),
    "long double": (xr.Dataset({"a": ("x", np.ones(2, "g"))}), "`a` must hold"),
    "bytes": (xr.Dataset({"a": ("x", [b"a"])}), "`a` must hold"),
    "objects": (xr.Dataset({"a": ("x", np.array([1, "a", None], dtype=object))}), "`a` must hold"),
    "zero byte": (xr.Dataset({"a": ("x", ["a\0b"])}), "`a` must hold"),
    "surrogate": (xr.Dataset({"a": ("x", ["\ud800"])}), "surrogates"),
    "slash": (xr.Dataset({"a/b": ("x", [1])}), "'a/b'"),
    "number as name": (xr.Dataset({1: ("x", [1])}), "but is 1"),
    "object as attribute": (xr.Dataset(attrs={"a": object()}), "`a`, an attribute"),
    "fill value": (xr.Dataset({"a": ("x", [1.0], {"_FillValue": 1.0})}), "_FillValue"),
    "reserved": (xr.Dataset(attrs={"CLASS": "a"}), "CLASS"),
    "index of tuples": (xr.Dataset({"a": (("x", "y"), [[1]])}, coords={"x": [1], "y": [2]}).stack(z=("x", "y")), "`z` must hold"),
}


def assert_same(first: xr.Dataset, second: xr.Dataset) -> None:
    """The same to the last bit, with the same types."""
    assert first.identical(second)
    for name in first.variables:
        one, other = first[name].values, second[name].values
        assert one.dtype == other.dtype, name
        assert one.dtype == object or one.tobytes() == other.tobytes(), name
        assert {key: type(value) for key, value in first[name].attrs.items()} == {k: type(v) for k, v in second[name].attrs.items()}


@pytest.mark.parametrize("kind", SAME)
def test_a_round_trip_changes_nothing(kind, tmp_path):
    save(SAME[kind], tmp_path / "data.nc")
    assert_same(load(tmp_path / "data.nc"), SAME[kind])


@pytest.mark.parametrize("value", ATTRIBUTES, ids=lambda value: ascii(value)[:30])
def test_attributes_keep_value_and_type(value, tmp_path):
    save(xr.Dataset({"a": ("x", [1.0], {"own": value})}, attrs={"own": value}), tmp_path / "data.nc")
    again = load(tmp_path / "data.nc")
    for found in (again.attrs["own"], again.a.attrs["own"]):
        assert type(found) is type(value)
        assert np.array_equal(found, value)
        assert getattr(found, "dtype", None) == getattr(value, "dtype", None)


def test_packed_data_are_saved_unpacked(tmp_path):
    """Opened from a file of 16-bit integers with a scale, such data bring an encoding that would round them again."""
    packed = xr.Dataset({"a": ("x", [1.2, 3.4])})
    packed.to_netcdf(
        tmp_path / "packed.nc", engine="h5netcdf", encoding={"a": {"dtype": "i2", "scale_factor": 0.1, "_FillValue": -99}}
    )
    with xr.open_dataset(tmp_path / "packed.nc", engine="h5netcdf") as opened:
        data = opened.load()
    data["a"].values[:] = 1.23456, 3.45678
    save(data, tmp_path / "data.nc")
    assert_same(load(tmp_path / "data.nc"), data)


def test_other_programs_read_the_same(tmp_path):
    values = {"psi": ("x", [1 + 2j, 3.0]), "a": ("x", [np.nan, 2.0]), "name": ("x", ["α", ""]), "t": ("x", TIMES)}
    data = xr.Dataset(values, coords={"x": [0.1, 0.2], "k": ("x", [1, 2])}, attrs={"t_c": 1.2, "L": 41, "caption": "L = 41"})
    save(data, tmp_path / "data.nc")
    with xr.open_dataset(tmp_path / "data.nc", engine="h5netcdf") as opened:
        assert opened.equals(data)
        assert data.attrs.items() <= opened.attrs.items()


@pytest.mark.parametrize("kind", REFUSED)
def test_what_netcdf_cannot_hold_is_refused(kind, tmp_path):
    dataset, named = REFUSED[kind]
    with pytest.raises(ValueError, match=re.escape(named)):
        save(dataset, tmp_path / "data.nc")
    assert list(tmp_path.iterdir()) == []


def test_large_arrays_are_compressed(tmp_path):
    data = xr.Dataset({"a": ("x", np.arange(100_000.0)), "b": ("x", np.tile([1j, 2.0], 50_000))})
    save(data, tmp_path / "data.nc")
    assert_same(load(tmp_path / "data.nc"), data)
    assert (tmp_path / "data.nc").stat().st_size < data.nbytes / 2


@pytest.mark.parametrize("values", [np.zeros(1_000_000), np.full(100_000, 1 + 0.1j)])
def test_arrays_that_would_unpack_to_a_trap_are_not_compressed(values, tmp_path):
    save(xr.Dataset({"a": ("x", values)}), tmp_path / "data.nc")
    assert_same(load(tmp_path / "data.nc"), xr.Dataset({"a": ("x", values)}))
    assert (tmp_path / "data.nc").stat().st_size > values.nbytes


def test_files_of_older_versions_are_read(tmp_path):
    """They have no checksum, and complex values as a last axis of length two."""
    with h5py.File(tmp_path / "old.nc", "w") as file:
        file["site"] = [2, 0, 1]
        file["site"].make_scale("site")
        file["complex_part"] = np.zeros(2)
        file["complex_part"].make_scale("This is a netCDF dimension but not a netCDF variable.         2")
        file["psi"] = [[1.0, 2.0], [np.inf, 0.0], [np.nan, 3.0]]
        file["psi"].attrs.update({"complex_part": "real, imaginary", "units": "1"})
        for axis, name in enumerate(("site", "complex_part")):
            file["psi"].dims[axis].attach_scale(file[name])
        file.attrs["t_c"] = 1.2
    values = np.array([1 + 2j, np.inf, complex(np.nan, 3)])
    expected = xr.Dataset({"psi": ("site", values, {"units": "1"})}, coords={"site": [2, 0, 1]}, attrs={"t_c": 1.2})
    assert load(tmp_path / "old.nc").identical(expected)
    assert current(tmp_path / "old.nc", fig3c.dataset) is None


VALUES = np.linspace(0.1, 0.9, 9)
DATA = xr.Dataset(
    {"gap": ("t_c", VALUES, {"units": "1"}), "psi": ("t_c", VALUES + 1j), "name": ("t_c", list("abcdefghi"))},
    coords={"t_c": np.arange(9.0)},
    attrs={"caption": "L = 41", "L": 41, "mixed": [1, "a"]},
)


def replaced(name, **new):
    """Put another array in the place of one, its attributes kept."""

    def forge(file):
        kept = {key: value for key, value in file[name].attrs.items() if key != "DIMENSION_LIST"}
        del file[name]
        file.create_dataset(name, **new).attrs.update(kept)

    return forge


def virtual(file):
    layout = h5py.VirtualLayout(shape=(9,), dtype="f8")
    layout[:] = h5py.VirtualSource("elsewhere.nc", "gap", shape=(9,))
    del file["gap"]
    file.create_virtual_dataset("gap", layout)


def linked(link):
    def forge(file):
        del file["gap"]
        file["gap"] = link

    return forge


def grouped(file):
    del file["gap"]
    file.create_group("gap")["gap"] = h5py.SoftLink("/")


def renamed(file):
    file.move("gap", "gip")


def attribute(name, value, owner="/", **how):
    return lambda file: file[owner].attrs.create(name, value, **how)


FORGED = {
    "doubled": replaced("gap", data=2 * VALUES),
    "one bit": replaced("gap", data=np.nextafter(VALUES, 1)),
    "integers": replaced("gap", data=np.rint(VALUES).astype("i8")),
    "single precision": replaced("gap", data=VALUES.astype("f4")),
    "nan": replaced("gap", data=np.full(9, np.nan)),
    "reversed": replaced("gap", data=VALUES[::-1]),
    "shorter": replaced("gap", data=VALUES[:5]),
    "text": replaced("gap", data=[str(value) for value in VALUES]),
    "other text": replaced("name", data=list("abcdefghI")),
    "invalid text": replaced("name", data=np.array([b"\xff"] * 9, dtype=object), dtype=h5py.string_dtype()),
    "compound": replaced("gap", data=np.zeros(9, dtype=[("a", "f8"), ("b", "i4")])),
    "references": replaced("gap", shape=(9,), dtype=h5py.ref_dtype),
    "stored outside": replaced("gap", shape=(9,), dtype="f8", external=[("elsewhere.bin", 0, 72)]),
    "no values": replaced("gap", data=h5py.Empty("f8")),
    "unpacks to gigabytes": replaced("gap", shape=(1_200_000_000,), dtype="f8", chunks=(1_000_000,), compression="gzip"),
    "virtual": virtual,
    "external link": linked(h5py.ExternalLink("elsewhere.nc", "gap")),
    "soft link": linked(h5py.SoftLink("/psi")),
    "link to itself": linked(h5py.SoftLink("/gap")),
    "group": grouped,
    "renamed": renamed,
    "fill value": attribute("_FillValue", 0.5, "gap"),
    "scale": attribute("scale_factor", 2.0, "gap"),
    "units": attribute("units", "meV", "gap"),
    "caption": attribute("caption", "L = 42"),
    "long caption": attribute("caption", "x" * 2_000_000),
    "invalid caption": attribute("caption", b"\xff\xfe", dtype=h5py.string_dtype()),
    "number as caption": attribute("caption", 3),
    "reference as caption": attribute("caption", h5py.Reference(), dtype=h5py.ref_dtype),
    "no caption": lambda file: file.attrs.__delitem__("caption"),
    "number": attribute("L", 42),
    "number of another type": attribute("L", 41.5),
    "list": attribute("mixed", '[1, "b"]'),
    "broken list": attribute("mixed", "[1"),
    "no list": attribute("mixed", 7.0),
    "broken description": attribute("tisc_layout", "{"),
    "other description": attribute("tisc_layout", "[]"),
    "no checksum": lambda file: file.attrs.__delitem__("tisc_checksum"),
    "one more variable": lambda file: file.create_dataset("more", data=[1.0]),
}


@pytest.mark.parametrize("how", FORGED)
def test_a_file_that_is_not_what_was_written_is_refused(how, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    save(DATA.assign(gap=2 * DATA.gap), tmp_path / "elsewhere.nc")
    (tmp_path / "elsewhere.bin").write_bytes(VALUES.tobytes())
    path = tmp_path / "forged.nc"
    save(stamped(DATA, fig3c.dataset), path)
    assert_same(current(path, fig3c.dataset), stamped(DATA, fig3c.dataset))
    with h5py.File(path, "r+") as file:
        FORGED[how](file)
    for read in (load, lambda path: current(path, fig3c.dataset)):
        with pytest.raises(ValueError, match=re.escape(f"`{path}` must be")) as refusal:
            read(path)
        assert "\n" not in str(refusal.value)
        assert len(str(refusal.value)) < 400


def test_without_its_description_a_file_is_not_current(tmp_path):
    save(stamped(DATA, fig3c.dataset), tmp_path / "data.nc")
    with h5py.File(tmp_path / "data.nc", "r+") as file:
        del file.attrs["tisc_layout"]
    assert current(tmp_path / "data.nc", fig3c.dataset) is None


@pytest.mark.parametrize("content", [b"", b"text", b"\x89HDF\r\n\x1a\n", b"CDF\x01" + bytes(40)], ids=ascii)
def test_what_is_not_netcdf_is_named(content, tmp_path):
    (tmp_path / "fig2a.nc").write_bytes(content)
    with pytest.raises(ValueError, match=r"fig2a.nc` must be a NetCDF file"):
        load(tmp_path / "fig2a.nc")
    (tmp_path / "folder.nc").mkdir()
    with pytest.raises(ValueError, match=r"folder.nc` must be"):
        load(tmp_path / "folder.nc")
    with pytest.raises(FileNotFoundError, match=r"other.nc` must be a file, but there is none"):
        load(tmp_path / "other.nc")


def test_a_file_that_may_not_be_read_is_not_called_damaged(tmp_path, monkeypatch):
    save(DATA, tmp_path / "data.nc")

    def denied(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", denied)
    for read in (load, lambda path: current(path, fig3c.dataset)):
        with pytest.raises(OSError, match=r"data.nc` must be a file that can be read, but cannot: Permission denied\.$"):
            read(tmp_path / "data.nc")


def test_no_single_changed_byte_goes_unnoticed(tmp_path):
    """Either the same data or a refusal: some bytes of a file mean nothing."""
    save(DATA, tmp_path / "data.nc")
    content = (tmp_path / "data.nc").read_bytes()
    choice = random.Random(1)
    for _ in range(150):
        place, flipped = choice.randrange(len(content)), 1 << choice.randrange(8)
        (tmp_path / "data.nc").write_bytes(content[:place] + bytes([content[place] ^ flipped]) + content[place + 1 :])
        with suppress(ValueError):
            assert_same(load(tmp_path / "data.nc"), DATA)
