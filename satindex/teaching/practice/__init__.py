"""What a learner runs: needs nothing but Python, so that checks work where satindex can't be installed.

Answers are kept as a deterrent against reading them, not as a secret; see `locks`.
"""

from satindex.teaching.practice.opening import check, open_exercise
from satindex.teaching.practice.reply import Reply
from satindex.teaching.practice.session import Practice

__all__ = ["Practice", "Reply", "check", "open_exercise"]
