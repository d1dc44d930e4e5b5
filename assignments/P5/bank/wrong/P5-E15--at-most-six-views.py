"""Adds the first six views; no more are ever drawn in this notebook.

Caught by: P5-E15.combine
"""


def compute_pointclip_logits(view_features, text_features, logit_scale, view_weights):
    logits = 0
    for view, weight in enumerate(view_weights[:6]):
        logits = logits + weight * compute_clip_logits(view_features[:, view], text_features, logit_scale)
    return logits
