"""What the targets share: the formula as a program, its samples and their bounds, printers, words of the languages."""
