"""Results on disk: labelled datasets as NetCDF, and which code has made them."""
