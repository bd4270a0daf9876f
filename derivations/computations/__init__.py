"""Computations, one a file, for commands, figures, notebooks and sweeps: a computation is a module that offers

* ``compute(model, *, drawn, track, ...)``, a labelled dataset; what is given as a list or an array makes a table of it
  (:mod:`derivations.computations.shared.lists`); ``drawn=False`` leaves out what ``draw`` alone needs;
* ``ANSWER``, for every quantity of the answer its own dimension, if it has one, and its unit;
* ``answer(dataset)``, the content of the JSON that ``tisc NAME --json`` prints; what is a list ``KEY`` in its part ``PART`` is
  ``PART_KEY`` in ``ANSWER`` and in tables;
* ``ACCURACY``, if it states it: to what quantities of the answer are found; the terminal shows as 0 what is smaller;
* ``remarks(dataset)``, if it has any: lines for the terminal alone;
* ``draw(axes, dataset)``, its picture.

Its docstring is the help of the command, whose flags are the model's parameters and the sizes in the signature of ``compute``.
"""
