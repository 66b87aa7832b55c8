"""From open answers to themes: normalise, tell languages and duplicates, suggest themes, name them, choose quotes.

A codebook is the centre, not a clustering: the machine proposes, people decide, and what they decided stays. Everything
in here is pure and needs the extra ``digest``; heavy libraries are imported where they are used, never at the top.
"""
