# %% [markdown]
# # Part 4 - Questions, report, export
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
# `practice("P3-Q-S3")` shows a question, `practice("P3-Q-S3", ((1, 2), 3))` says whether that is the answer to it,
# and `practice("P3-Q-S3")` again shows new numbers. Practice in a cell of your own, as often as you like. The oral
# examination draws from all nineteen families and from all concept questions, C1 to C5 and O1 to O28, which stand in
# `questions.py` beside this notebook.
#
# | asked below, and in practice | in practice and in the oral only |
# |---|---|
# | S1 attention weights, S3 gates of a GRU, S4 outputs and S5 parameters of a recurrent net, S6 tokens of an image, S8 several heads, S9 parameters of a block, S11 sinusoidal encoding, S13 truncated back-propagation, S14 softmax under a mask | S2 padding, S7 position table, S10 cost of attention, S12 memory of the maps, S15 parameters of a ViT, S16 learning rate, S17 gradient through time, S18 confusion matrix, S19 patch merging |

# %% role="use" needs=""
practice("P3-Q-S19")

# %% [markdown]
# ## Shape questions (10 points)
#
# One point each. Sizes are (height, width), axes, rows and columns count from 0.

# %% role="shape" question="P3-Q-S1"

# %% role="shape" question="P3-Q-S3"

# %% role="shape" question="P3-Q-S4"

# %% role="shape" question="P3-Q-S5"

# %% role="shape" question="P3-Q-S6"

# %% role="shape" question="P3-Q-S8"

# %% role="shape" question="P3-Q-S9"

# %% role="shape" question="P3-Q-S11"

# %% role="shape" question="P3-Q-S13"

# %% role="shape" question="P3-Q-S14"

# %% [markdown]
# ## Concept questions (15 points)
#
# Three points each, a few sentences each.

# %% [markdown] role="concept" question="P3-Q-C1" points=3

# %% [markdown] role="concept" question="P3-Q-C2" points=3

# %% [markdown] role="concept" question="P3-Q-C3" points=3

# %% [markdown] role="concept" question="P3-Q-C4" points=3

# %% [markdown] role="concept" question="P3-Q-C5" points=3

# %% [markdown]
# ## Report (5 points)
#
# One page, marked by a person. Write below the instruction of each cell.

# %% [markdown] role="manual" id="P3-R1" points=2
# ### Report 1: two ablations (2 points)
#
# Copy both tables into the cell below and fill them in from your runs: validation data, last epoch. Say which device,
# which `KIT_BUDGET`, and how many seeds you ran. Further rows of your own are welcome (other cells, larger batch,
# hidden size or embedding, max or attention pooling, shuffled or covered patches).
#
# | recurrent classifier | images, epochs | seconds | accuracy, training | accuracy, validation |
# |---|---|---|---|---|
# | mean of all outputs, residual | | | | |
# | mean of all outputs, no residual | | | | |
# | last outputs, residual | | | | |
# | last outputs, no residual | | | | |
#
# | Vision Transformer | images, epochs | seconds | accuracy, training | accuracy, validation |
# |---|---|---|---|---|
# | full | | | | |
# | full, short | | | | |
# | without positions, short | | | | |
# | one head, short | | | | |
# | mean pooling in place of CLS, short | | | | |

# %% [markdown] role="manual" id="P3-R2" points=2
# ### Report 2: figures (2 points)
#
# All figures of the notebook are there, drawn by your own functions, with names on their axes. List here what is
# missing and why (write "complete" if nothing is), and write one sentence for each of these: what do you see there
# that no table says?
#
# 1. Gradient norm against the time step.
# 2. An image cut by your `patchify` and by the given wrong version.
# 3. Attention of CLS, per head and layer, and the rollout.
# 4. The confusion matrix of the final model: which classes are taken for one another, and in which direction?

# %% [markdown] role="manual" id="P3-R3" points=1
# ### Report 3: what the numbers say (1 point)
#
# One paragraph. What raised the accuracy, what did not? Earlier years, with CIFAR10 and a recurrent model, stalled near
# 53 %, and saw one residual connection bring 18 %: does your table agree? Name a result that contradicts what you had
# expected, say which differences you would trust with so few seeds, and how you would find out about the others.
