"""How do answers leave as a file, and come back from one?

``layout`` says which columns there are, ``rows`` reads them respondent by respondent, ``writing`` makes a file of them,
``reading`` makes values of a file again, and ``importing`` stores those. Respondents are numbered within a file; nothing
in it leads back to an account.
"""
