"""Callbacks for trainers that own the loop. Each module imports its framework; import only the one you use."""
