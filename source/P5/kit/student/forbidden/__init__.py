"""Functions that an exercise asks to write and that its solution may therefore not call.

A name in ``Exercise.forbidden`` is a torch operator without its dimensions' and backends' spellings
(``"conv2d"``, ``"cross_entropy"``; all that computes the same is meant, see `names`), or a Python function,
class or module by its full name (``"torch.nn.utils.clip_grad_norm_"``, ``"torchvision.ops"``).
"""

from kit.student.forbidden.guard import ForbiddenError, guarded
from kit.student.forbidden.names import UnknownNameError, means
from kit.student.forbidden.plan import plan

__all__ = ["ForbiddenError", "UnknownNameError", "guarded", "means", "plan"]
