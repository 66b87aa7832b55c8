"""While a survey runs: interviews, responses, consent, waves, statements, counts."""
