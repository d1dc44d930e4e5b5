"""The grid is made on the CPU.

Caught by: A2-E15.cells
"""
def decode_cells(t, shapes, stride):
    h, w = t.shape[:2]
    rows, columns = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
    centre = (torch.stack((columns, rows), dim=2)[:, :, None] + t[..., :2].sigmoid()) * stride
    half = shapes * t[..., 2:].exp() / 2
    return torch.cat((centre - half, centre + half), dim=-1).reshape(-1, 4)
