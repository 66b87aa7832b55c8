"""The survey office: designs, fields, codes, counts and reports, and knows no chat and no web.

A *questionnaire* (``design``) is a list of items, each of one kind. A *wave* (``fieldwork``) puts a frozen
questionnaire to a community for a while; every respondent has one *response* in it, made of *answers*, kept under a
pseudonym. ``analysis`` counts what was *released*; ``digest`` gives it back. ``privacy`` exports and erases people.
``tables`` holds everything that is stored, ``store`` reads and writes it, ``errors`` names what can go wrong for a
person. Nothing here imports ``bot``; time, randomness and pseudonyms come in as arguments.
"""
