"""One name, or a list of names, to answers: gather candidates, weigh evidence, rank, decide."""
