"""What a term needs around grading: who is in the class, when work is due, marks for other systems."""
