"""The models of the project, one a file."""
