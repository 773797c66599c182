"""A server on this machine that answers as MyGene.info does, from the reference index.

``service`` turns a request into an answer, ``search`` finds genes, ``query`` reads the query language, ``documents``
and ``shape`` write genes as MyGene does, ``gene_names`` knows a gene's names, ``server`` speaks HTTP and ``faults``
lets it fail on purpose.
"""
