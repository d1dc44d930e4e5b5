"""Outer loop over the templates; sentences are encoded twice when repeated.
"""
def build_text_prototypes(encode_text, templates, class_names):
    names = [name.translate({ord("_"): " "}) for name in class_names]
    stacked = torch.stack([F.normalize(encode_text([t.format(n) for n in names]), p=2, dim=1) for t in templates])
    encode_text([templates[0].format(names[0])])
    return F.normalize(stacked.mean(0), dim=1)
