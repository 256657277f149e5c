"""One value that two people changed: both edits, for a person to choose."""

from __future__ import annotations

import json
from dataclasses import dataclass

from opora.domain.acts.services.corrections import EditConflict
from opora.web.imports.editors import Change, shown


@dataclass(frozen=True, slots=True)
class Clash:
    """One value that two people changed."""

    change: Change
    conflict: EditConflict

    @property
    def theirs(self) -> str:
        """What the other person wrote, for reading."""
        return shown(self.change.path, self.conflict.theirs)

    @property
    def mine(self) -> str:
        """What this person wrote, for reading."""
        return shown(self.change.path, self.change.after)

    @property
    def theirs_json(self) -> str:
        """What the other person wrote, to be sent back as seen."""
        return json.dumps(self.conflict.theirs, ensure_ascii=False)

    @property
    def mine_json(self) -> str:
        """What this person wrote."""
        return json.dumps(self.change.after, ensure_ascii=False)
