"""A server on this machine that answers as MyGene.info does, from the reference index.

==================  ====================================================
``request_forms``   the fields of a request body
``endpoints``       the endpoints: parameters to replies
``query``           the query language of ``GET /query``
``search``          genes by the fields that MyGene.info searches
``gene_documents``  genes as MyGene's JSON
``document_shape``  the parts of a document that a request asks for
``gene_names``      the names of each gene, read from the index
==================  ====================================================
"""
