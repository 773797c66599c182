"""MyGene.info: asking it (client, store, look-ups) and answering as it does (server).

=================  ====================================================================
``client``         requests to MyGene.info through the ``mygene`` package
``failures``       which failures of a request are worth another attempt
``hits``           the genes in MyGene's answers as typed values
``store``          answers cached on disk, in one SQLite file
``store_export``   the store as text, to carry it to another machine
``store_info``     the size and age of a store, for ``genenorm cache info``
``cached_source``  answers from the store, and from MyGene.info where the store has none
``lookups``        the look-ups of a resolver: which names are asked, and the new candidates
``disagreements``  names that the index and MyGene.info answer differently
``server``         a server that answers as MyGene.info does, from the reference index
=================  ====================================================================
"""
