"""Through bool, which is true for every id but 0.
"""
def instance_to_semantic(mask):
    semantic = mask.bool()
    return semantic.type(torch.LongTensor).to(mask.device)
