"""All sentences of all classes in one call, under no_grad, split afterwards.
"""
@torch.no_grad()
def build_text_prototypes(encode_text, templates, class_names):
    sentences = [template.format(" ".join(name.split("_"))) for name in class_names for template in templates]
    features = encode_text(sentences)
    features = features / features.norm(dim=1, keepdim=True)
    means = features.unflatten(0, (len(class_names), len(templates))).mean(dim=1)
    return means / means.norm(dim=1, keepdim=True)
