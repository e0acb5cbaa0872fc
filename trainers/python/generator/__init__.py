"""Makes recorded training runs with truth labels, in the format of corpus/data."""
