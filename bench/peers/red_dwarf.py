"""What does red-dwarf make of votes, in how much time and memory? Runs in ``.venv-peers``, by ``bench.quality_opinion``.

Reads ``{"votes": [[participant, statement, vote]], "out": [statement]}``, writes the groups and what they took.
"""

import json
import sys
import warnings

from measuring import measured

warnings.simplefilter("ignore")

from reddwarf.implementations.polis import run_pipeline  # noqa: E402


def main() -> None:
    """Group once, as its own pipeline does by default."""
    given = json.load(sys.stdin)
    # It wants numbers; names are given back in the end.
    people = sorted({who for who, _, _ in given["votes"]})
    about = sorted({statement for _, statement, _ in given["votes"]})
    row = {who: at for at, who in enumerate(people)}
    column = {statement: at for at, statement in enumerate(about)}
    votes = [
        {"participant_id": row[who], "statement_id": column[statement], "vote": vote, "modified": 0}
        for who, statement, vote in given["votes"]
    ]
    out = [column[statement] for statement in given["out"] if statement in column]
    del given
    found, taken = measured(lambda: run_pipeline(votes=votes, mod_out_statement_ids=out, random_state=0))
    groups = found.participants_df["cluster_id"].dropna()
    told = {people[who]: str(group) for who, group in groups.items()}
    json.dump({"groups": told, **taken}, sys.stdout)


if __name__ == "__main__":
    main()
