"""What is given back: facts, composed once and stored, that every surface draws in its own way.

``digest`` is the value, ``compose`` makes it from the wave's last release, ``sections`` decide what is in it, ``render``
and ``charts`` draw it. Nothing here writes a sentence: ``phrases`` does, in German and English.
"""
