"""Mask and image as one tensor of four float64 channels, cut together; columns before rows.
"""
def pad_or_crop(item, size, pad_label=2, pad_value=0.0, generator=None):
    stack = torch.cat([item["image"].double(), item["mask"][None].double()])
    for axis, want in ((2, size[1]), (1, size[0])):
        have = stack.shape[axis]
        if have > want:
            start = int(torch.randint(have - want + 1, (1,), generator=generator))
            stack = stack.narrow(axis, start, want)
        elif have < want:
            shape = list(stack.shape)
            shape[axis] = want - have
            fill = torch.full(shape, pad_value, dtype=torch.float64)
            fill[3] = pad_label
            stack = torch.cat([stack, fill], dim=axis)
    return {"image": stack[:3].float(), "mask": stack[3].long()}
