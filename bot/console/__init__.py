"""The whole conversation in a terminal: for trying out, for the demo, and for recorded conversations."""
