"""What is computed and drawn for commands, figures and notebooks: labelled datasets."""
