"""Print the folder in which computed data are kept."""

from derivations.files.places import computed_folder


def command() -> None:
    print(computed_folder())
