"""The parameters of a computation: those of its model, completed, and how its dataset tells them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from derivations.choice import require_known
from derivations.computations.shared.labelled import Labelled
from derivations.computations.shared.numbers import Size, checked
from derivations.drawing import caption
from derivations.models import MODELS, defaults, split, structure
from derivations.models import hamiltonian as of_model

if TYPE_CHECKING:
    import xarray as xr

    from numerics.zone.bands import Hamiltonian

DEFAULT = "bilayer"


def completed(model: str, given: dict[str, Any]) -> dict[str, Any]:
    """The structure and all parameters of the model of that name; those not given take their defaults.

    Raises
    ------
    ValueError
        If there is no such model, or a parameter is not a number of a size that can be computed with.
    TypeError
        If ``model`` is no name, or the model has no such parameter.
    """
    require_model(model)
    shape, numbers = split(model, given)
    found = MODELS[model](**shape)
    names = {symbol.name for symbol in found.parameters}
    values = {name: checked(value, name, float, Size("")) if name in names else value for name, value in numbers.items()}
    return {**shape, **defaults(found, **values)}


def require_model(name: str) -> None:
    """Refuse what is not the name of a model.

    Raises
    ------
    ValueError
        If there is no model of that name.
    TypeError
        If it is no text, as the model itself.
    """
    require_known(name, MODELS, name="model", shown=", ".join(MODELS))


def hamiltonian(model: str = DEFAULT, **given: Any) -> "Hamiltonian":
    """H(kx=, ky=) of the model of that name with given structure and parameters, defaults for the others.

    >>> import derivations as ti
    >>> H = ti.hamiltonian("bilayer", t_c=0.8)
    >>> H(kx=[0.0, 0.1, 0.2], ky=0.0).shape
    (3, 8, 8)

    Raises
    ------
    ValueError, TypeError
        As those of :func:`completed`.
    """
    return of_model(model, **completed(model, given))


def require_own_names(model: str, known: Iterable[str]) -> None:
    """Refuse a model that has a parameter with the name of a number that the computation knows: one keyword cannot mean both.

    Raises
    ------
    ValueError
        If there is one.
    """
    names = {*structure(model), *(symbol.name for symbol in MODELS[model]().parameters)} if model in MODELS else set()
    both = names & set(known)
    if both:
        raise ValueError(f"`{min(both)}` must be a number of the computation alone, but is a parameter of the {model} model, too.")


def attributes(model: str, parameters: dict[str, float], *, note: str = "") -> dict[str, Any]:
    """Attributes of a dataset: each parameter, which of them there are, the model and a caption, which begins with the note."""
    shown = parameters if model == DEFAULT else {"model": model, **parameters}
    text = ", ".join(part for part in (note, caption(shown)) if part)
    return {**parameters, "parameters": list(parameters), "model": model, "caption": text}


def parameters_of(data: "Labelled | xr.Dataset") -> dict[str, Any]:
    """The parameters as a single answer tells them; of another model than the default one, its name, too."""
    model = data.attrs["model"]
    parameters = {name: data.attrs[name] for name in data.attrs["parameters"]}
    return {**({} if model == DEFAULT else {"model": model}), "parameters": parameters}
