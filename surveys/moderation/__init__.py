"""Suggestions for moderators: personal data, insults, links, copies, brigading. A person decides, always.

Everything in here is pure, except ``loading``, which reads rows. Nothing in here approves, rejects, blacks out or removes
by itself.
"""
