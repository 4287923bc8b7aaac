"""Figures as an explanation writes them: four decimals, a true minus sign, counts where a share is one."""

from __future__ import annotations

from satindex.language import Words
from satindex.results.result import Row

NEAR = 1e-6


def exact(value: float, digits: int = 4, sign: str = "") -> str:
    """Return a figure with `digits` decimals; `sign` is `+` where positive figures show theirs.

    Examples
    --------
    >>> exact(-1.48051), exact(0.5, 2, "+"), exact(-0.00001)
    ('−1.4805', '+0.50', '0.0000')
    """
    text = f"{value:{sign}.{digits}f}".replace("-", "−")
    return text if text.strip("+−0.") else text.lstrip("+−")


def share_in_numbers(row: Row, key: str = "estimate") -> Words:
    """Return a row's share 0–1 as the count it is of the row's n; a weighted share is no such count.

    Examples
    --------
    >>> share_in_numbers({"estimate": 0.75, "n": 8}).en, share_in_numbers({"estimate": 0.7123, "n": 8}).zh
    ('6/8 = 0.7500', '0.7123（加权，n = 8）')
    """
    share, n = row.get(key), row.get("n")
    if not isinstance(share, float) or not isinstance(n, int):
        return Words("—", "—")
    count = _count(share, n)
    said = exact(share) if count is None else f"{count}/{n} = {exact(share)}"
    return Words(said, said) if count is not None else _weighted(said, n)


def percent_in_numbers(row: Row) -> Words:
    """Return a row's share 0–100 as `share_in_numbers` does.

    Examples
    --------
    >>> percent_in_numbers({"estimate": 75.0, "n": 8}).en, percent_in_numbers({"estimate": 57.8, "n": 9}).en
    ('100 × 6/8 = 75.00', '100 × 0.5780 = 57.80 (weighted, n = 9)')
    """
    whole, n = row.get("estimate"), row.get("n")
    if not isinstance(whole, float) or not isinstance(n, int):
        return Words("—", "—")
    count = _count(whole / 100, n)
    said = f"100 × {exact(whole / 100) if count is None else f'{count}/{n}'} = {exact(whole, 2)}"
    return Words(said, said) if count is not None else _weighted(said, n)


def _count(share: float, n: int) -> int | None:
    """Return how many of n a share is; None where it is no whole number of them, as weighted shares are."""
    count = share * n
    return round(count) if abs(count - round(count)) < NEAR else None


def _weighted(said: str, n: int) -> Words:
    return Words(f"{said} (weighted, n = {n})", f"{said}（加权，n = {n}）")


def ratio_in_numbers(row: Row) -> Words:
    """Return a row's ratio as its numerator over its denominator.

    Examples
    --------
    >>> ratio_in_numbers({"numerator": 3.0, "denominator": 1.5, "estimate": 2.0, "n": 9}).en
    '3.0000/1.5000 = 2.0000 (n = 9)'
    """
    cells = [row.get(key) for key in ("numerator", "denominator", "estimate")]
    said = [exact(cell) if isinstance(cell, float) else "—" for cell in cells]
    whole = f"{said[0]}/{said[1]} = {said[2]}"
    return Words(f"{whole} (n = {row.get('n')})", f"{whole}（n = {row.get('n')}）")


def mean_in_numbers(row: Row, key: str = "estimate", digits: int = 4) -> Words:
    """Return a row's mean with its n, and its interval where it has one.

    Examples
    --------
    >>> mean_in_numbers({"estimate": 3.25, "ci_low": 3.0, "ci_high": 3.5, "n": 40}).zh
    '3.2500（n = 40，95% 置信区间 3.0000 … 3.5000）'
    """
    mean, n, low, high = row.get(key), row.get("n"), row.get("ci_low"), row.get("ci_high")
    if not isinstance(mean, float):
        return Words("—", "—")
    said = exact(mean, digits)
    if not isinstance(low, float) or not isinstance(high, float):
        return Words(f"{said} (n = {n})", f"{said}（n = {n}）")
    ends = f"{exact(low, digits)} … {exact(high, digits)}"
    return Words(f"{said} (n = {n}, 95% CI {ends})", f"{said}（n = {n}，95% 置信区间 {ends}）")
