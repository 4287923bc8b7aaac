"""Common mistakes, one file each, found by being there.

`NAME` is what trainers read and `HINT` what learners do, both in both languages; `wrong` yields the wrong figures. The
author of an exercise names them in `hints: [{when: NAME, say: …}]`; those not named have their own hint.
"""
