"""Check the message of a commit: ``python -m tools.commit_message FILE``, which the commit-msg hook calls.

Only the form is checked: a subject of at most 72 characters, and an empty line before the body.
"""

from __future__ import annotations

import sys
from pathlib import Path

LONGEST_SUBJECT = 72
"""Characters of a subject that ``git log --oneline`` shows whole in a terminal of 80 columns."""


def mistake(message: str) -> str:
    r"""Return what is wrong with the form of a message, in one line; empty when nothing is.

    >>> mistake("Read GMT files\n\nSets are the most common input."), mistake("Read GMT files\nSets are common.")
    ('', 'line 2 must be empty: it separates the subject from the body')
    """
    subject, *rest = [line for line in message.splitlines() if not line.startswith("#")] or [""]
    if not subject.strip():
        return "the first line must be a subject"
    if len(subject) > LONGEST_SUBJECT:
        return f"the subject has {len(subject)} characters, more than {LONGEST_SUBJECT}"
    if rest and rest[0].strip():
        return "line 2 must be empty: it separates the subject from the body"
    return ""


if __name__ == "__main__":
    if reason := mistake(Path(sys.argv[1]).read_text(encoding="utf-8")):
        sys.exit(f"commit message: {reason}")
