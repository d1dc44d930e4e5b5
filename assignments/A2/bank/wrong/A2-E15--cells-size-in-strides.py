"""Multiplies the shapes with the stride as well, as if they were given in cells.

Caught by: A2-E15.cells
"""
def decode_cells(t, shapes, stride):
    h, w = t.shape[:2]
    rows, columns = torch.meshgrid(torch.arange(h, device=t.device), torch.arange(w, device=t.device), indexing="ij")
    centre = (torch.stack((columns, rows), dim=2)[:, :, None] + t[..., :2].sigmoid()) * stride
    half = stride * shapes * t[..., 2:].exp() / 2
    return torch.cat((centre - half, centre + half), dim=-1).reshape(-1, 4)
