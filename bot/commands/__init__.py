"""The command line, one file per subject.

Each module has ``add(commands)``, which says what can be typed, and a function for each command, which prints results
and gives the exit code. What is not needed for ``--help`` is imported where it is used.
"""
