"""Sentences template by template, folded as if class by class; right for one class or one template.

Caught by: P5-E13.value, P5-E13.order-and-form
"""
def build_text_prototypes(encode_text, templates, class_names):
    sentences = [t.format(n.replace("_", " ")) for t in templates for n in class_names]
    features = F.normalize(encode_text(sentences), dim=-1)
    return F.normalize(features.view(len(class_names), len(templates), -1).mean(1), dim=-1)
