"""The front desk: people, places and screens.

An adapter (``telegram``, ``console``) reads what arrives into an ``Event``; the ``desk`` hands it to one of the
``dialogues`` in one unit of work and gives back ``Screen``s; the adapter shows them. ``postings`` keeps shown screens
current, ``schedule`` does what is due. What was said lives in ``surveys``; who said it, in ``bot.tables``.
"""
