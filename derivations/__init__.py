"""Claims: what is true, how it is proved, and which independent calculation judges it. The command is ``tisc``."""
