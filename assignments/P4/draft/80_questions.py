# %% [markdown]
# # Part 6 - Questions, report, export
#
# ## How the questions work
#
# You are asked what an oral examination on this notebook would ask: shapes of tensors, reasons for single
# lines, the given code included. Nothing has to be run; you should know the whole notebook.
#
# - **Shape questions** (10 points): ten questions, their numbers drawn from your student number. Replace `None` by
#   your answer: a number or a tuple. Whole numbers must be exact, decimal numbers right to 0.1 %.
# - **Concept questions** (15 points): answer in your own words, in the cell below each question. Every
#   wording that says the right thing counts. Put pictures next to the notebook and write
#   `![](picture.png)`.
# - **Practice** has no points: the same questions with other numbers, and an explanation at once.

# %% [markdown]
# `practice("P4-Q-S6")` shows a question, `practice("P4-Q-S6", ((1, 2, 3), 4))` says whether that is the answer to it,
# and `practice("P4-Q-S6")` again shows new numbers. Practice in a cell of your own, as often as you like. The oral
# examination draws from all fifteen families and from all concept questions, C1 to C5 and O1 to O33, which stand in
# `questions.py` beside this notebook.
#
# | asked below, and in practice | in practice and in the oral only |
# |---|---|
# | S1 encoder and decoder, S2 doublings, S3 strided convolutions, S4 factor of the KL term, S5 KL divergence, S6 weights of an interpolation, S7 two branches, S8 discriminator loss, S9 a pixel under attack, S10 Frechet distance | S11 covariance, S12 a sample, S13 two branches joined, S14 sizes that do not meet, S15 length of a perturbation |

# %% role="use" needs=""
practice("P4-Q-S13")

# %% [markdown]
# ## Shape questions (10 points)
#
# One point each. Sizes are (height, width), axes count from 0, logarithms are natural ones.

# %% role="shape" question="P4-Q-S1"

# %% role="shape" question="P4-Q-S2"

# %% role="shape" question="P4-Q-S3"

# %% role="shape" question="P4-Q-S4"

# %% role="shape" question="P4-Q-S5"

# %% role="shape" question="P4-Q-S6"

# %% role="shape" question="P4-Q-S7"

# %% role="shape" question="P4-Q-S8"

# %% role="shape" question="P4-Q-S9"

# %% role="shape" question="P4-Q-S10"

# %% [markdown]
# ## Concept questions (15 points)
#
# Three points each, a few sentences each.

# %% [markdown] role="concept" question="P4-Q-C1" points=3

# %% [markdown] role="concept" question="P4-Q-C2" points=3

# %% [markdown] role="concept" question="P4-Q-C3" points=3

# %% [markdown] role="concept" question="P4-Q-C4" points=3

# %% [markdown] role="concept" question="P4-Q-C5" points=3

# %% [markdown]
# ## Report (5 points)
#
# One page, marked by a person. Write below the instruction of each cell; pictures beside the notebook are embedded when
# you export.

# %% [markdown] role="manual" id="P4-R1" points=2
# ### Report 1: tables (2 points)
#
# Copy the tables into the cell below and fill them in from your runs. Say which device, which `KIT_BUDGET`, and how
# many seeds you ran.
#
# | beta | epochs, seconds | MSE | KL per dimension | Frechet distance | of how many samples |
# |---|---|---|---|---|---|
# | 0.25 | | | | | |
# | 1 | | | | | |
# | 4 | | | | | |
#
# | number of samples, beta 1 | | | | | | |
# |---|---|---|---|---|---|---|
# | Frechet distance | | | | | | |
#
# | accuracy under attack, eps | 0 | 0.01 | 0.03 | 0.05 | 0.1 | 0.2 |
# |---|---|---|---|---|---|---|
# | digits | | | | | | |
# | colour images | | | | | | |
# | digits, trained on attacks | | | | | | |
#
# Targeted attack: which pair of classes was hardest, which easiest, at which eps? (Earlier years, with CIFAR10: bird to
# frog was hard, truck could be turned into bird.)

# %% [markdown] role="manual" id="P4-R2" points=2
# ### Report 2: figures (2 points)
#
# All figures of the notebook are there, drawn by your own functions, with names on their axes. List here what is
# missing and why (write "complete" if nothing is), and write one sentence for each of these: what do you see there
# that no table says?
#
# 1. Samples for the three values of beta, and the trade-off.
# 2. Interpolations, linear and spherical, and the sweeps of single axes: which axis follows which factor?
# 3. The class grid of the GAN, early and late, beside its loss curves.
# 4. Inversion: target, result, difference. What does the generator not have in its range?

# %% [markdown] role="manual" id="P4-R3" points=1
# ### Report 3: what the numbers say (1 point)
#
# One paragraph. Which beta would you choose, and for what? Earlier years reported Frechet distances of about 600 and
# more for faces of 128 x 128, others single digits at 256 x 256: why can neither be compared with yours? Name a result
# that contradicts what you had expected, and say which differences you would trust with so few seeds.
