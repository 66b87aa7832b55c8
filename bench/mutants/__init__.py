"""Would the tests notice a mistake? Plants small ones in a package, one at a time, and runs the tests that pass over each.

Mutation testing after DeMillo, Lipton and Sayward, "Hints on test data selection", Computer 11(4), 1978,
doi:10.1109/C-M.1978.218136. What it costs and why it is our own: docs/decisions/0019-mutants-of-our-own.md.
"""
