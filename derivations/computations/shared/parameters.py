"""The parameters of a computation: those of its model, completed, and how its dataset tells them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from derivations.choice import require_known
from derivations.computations.shared.labelled import Labelled
from derivations.computations.shared.numbers import Size, checked
from derivations.drawing import caption
from derivations.models import MODELS, defaults, split, structure

if TYPE_CHECKING:
    import xarray as xr

DEFAULT = "bilayer"


def completed(model: str, given: dict[str, Any]) -> dict[str, Any]:
    """The structure and all parameters of the model of that name; those not given take their defaults.

    Raises
    ------
    ValueError
        If there is no such model, or a parameter is not a number of a size that can be computed with.
    TypeError
        If the model has no such parameter.
    """
    require_known(model, MODELS, name="model", shown=", ".join(MODELS))
    shape, numbers = split(model, given)
    found = MODELS[model](**shape)
    names = {symbol.name for symbol in found.parameters}
    values = {name: checked(value, name, float, Size("")) if name in names else value for name, value in numbers.items()}
    return {**shape, **defaults(found, **values)}


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
