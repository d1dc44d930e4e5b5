"""Puts the weight into `nn.ConvTranspose2d`: the exercise is to write it.

Caught by: A2-E8.transposed-values, A2-E8.transposed-gradients, A2-E8.adjoint
"""
def transposed_conv2d(x, weight, stride=1, padding=0):
    layer = nn.ConvTranspose2d(*weight.shape[:2], weight.shape[-1], stride, padding, bias=False).to(x)
    return torch.func.functional_call(layer, {"weight": weight}, (x,))
