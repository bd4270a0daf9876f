"""The commands of ``tisc``: plain functions, whose parameters are arguments and flags."""
