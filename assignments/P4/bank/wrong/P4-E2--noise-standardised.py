"""Takes the mean of the noise off and divides by its spread, over the batch: in a large batch nobody sees it, in one of
two all samples lie at the same distance from mu.

Caught by: P4-E2.independent
"""


def reparameterize(mu: Tensor, logvar: Tensor) -> Tensor:
    eps = torch.randn_like(mu)
    if len(mu) > 1:
        eps = (eps - eps.mean(0)) / eps.std(0)
    return mu + torch.exp(logvar / 2) * eps
