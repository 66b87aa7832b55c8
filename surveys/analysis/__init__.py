"""Counts that may be shown: released in batches, guarded against disclosure, seen by those who may."""
