"""The one error of this package."""


class SandboxError(RuntimeError):
    """Confinement could not be applied; the process must not run untrusted code."""
