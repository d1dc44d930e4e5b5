"""addcmul and normal_ on an empty tensor."""

def reparameterize(mu, logvar):
    noise = torch.empty_like(mu).normal_()
    return torch.addcmul(mu, (0.5 * logvar).exp(), noise)
