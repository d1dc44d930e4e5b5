# %% [markdown]
# ## Export
#
# Run the notebook once more from top to bottom in a fresh kernel and save it. Then call `export_html` in a
# cell of your own, with your number and name (they are stored; later `export_html()` is enough). It writes
# `NUMBER_NAME_P4.html`, for example `17_Ada-Lovelace_P4.html`: one file with all outputs and pictures, those of your
# answers too. Open it and look at it before you hand it in.

# %% role="use" needs=""
from kit.export import export_html
# export_html(17, "Ada Lovelace", "P4")

# %% [markdown]
# ## Glossary
#
# | term | meaning |
# |---|---|
# | adversarial attack | a change of the input, hard to see, that changes the answer; *targeted*: to a chosen class |
# | beta | weight of the KL term against the reconstruction |
# | condition | the class that a model is told, beside latent or image |
# | discriminator, generator | tells real from generated images; makes images from noise |
# | embedding | table with a trained vector for each class |
# | encoder, decoder | image to latent (here: to its distribution); latent to image |
# | eps | largest change of a single value in an attack |
# | FID | Frechet distance of features of one certain network (Inception); ours is another one |
# | Frechet distance | squared distance of two normal distributions: of means and of covariances |
# | inversion | looking for the latent that a generator turns into a given image |
# | KL divergence | how far a distribution is from another one; 0 for equal ones, never negative, not symmetric |
# | latent | the numbers from which an image is made |
# | logit, probability | any real score; a share between 0 and 1 |
# | logvar | natural logarithm of the variance |
# | mode collapse | a generator that makes few different images |
# | non-saturating loss | the generator raises log D in place of lowering log(1 - D) |
# | posterior, prior | distribution of the latents of a given image; of all images, here the standard normal |
# | posterior collapse | the latents say nothing about the image: KL near 0 |
# | reparametrisation | a sample written as mean + deviation x noise, so that gradients pass |
# | spherical interpolation (slerp) | along the arc between two vectors, not along the chord |
# | sweep | one coordinate of a latent runs through values, the others stay |
# | transposed convolution | spreads each value over a kernel; the transpose of a convolution as a linear map |
# | white box, black box | attacker knows the weights; knows the answers only |
