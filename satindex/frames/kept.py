"""What may be kept of rows without them: sums that add up with those of other rows, whatever their levels."""

from __future__ import annotations

from abc import ABC, abstractmethod


class Kept(ABC):
    """Sums of some rows, with the names of all that they are by: no row can be told from another in them."""

    @abstractmethod
    def joined(self, other: Kept) -> Kept:
        """Return the sums of both parts' rows together."""
