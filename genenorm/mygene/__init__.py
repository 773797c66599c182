"""MyGene.info: asking it (client, store, look-ups), and a server that answers as it does (fields, queries).

=================  ====================================================================
``client``         requests to MyGene.info through the ``mygene`` package
``failures``       the failures of requests, and which may be temporary
``hits``           the hits of MyGene.info as typed values
``store``          answers cached on disk, in one SQLite file
``store_export``   the store as JSON Lines, for use on another machine
``store_info``     the size and age of a store, for ``genenorm cache info``
``cached_source``  answers from the store, and from MyGene.info where the store has none
``lookups``        the look-ups of a resolver: names to look up, and new candidates
``disagreements``  names that the index and MyGene.info answer differently
``server``         a server that answers as MyGene.info does, from the reference index
=================  ====================================================================
"""
