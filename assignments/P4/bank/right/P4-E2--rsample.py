"""A normal distribution with rsample, which keeps the gradient."""

def reparameterize(mu: Tensor, logvar: Tensor) -> Tensor:
    return torch.distributions.Normal(mu, logvar.exp().sqrt()).rsample()
