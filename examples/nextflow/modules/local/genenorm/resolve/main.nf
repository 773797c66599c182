process GENENORM_RESOLVE {
    tag "${meta.id}"
    label 'process_single'

    conda "${moduleDir}/environment.yml"
    container "genenorm:0.1.0"  // built from examples/container/Containerfile

    input:
    tuple val(meta), path(table)
    val column

    output:
    tuple val(meta), path("*.genes.tsv"), emit: table
    tuple val(meta), path("*.methods.txt"), emit: methods
    tuple val("${task.process}"), val('genenorm'), eval("genenorm --version | sed 's/^genenorm //'"), topic: versions, emit: versions_genenorm

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    def prefix = task.ext.prefix ?: "${meta.id}"
    def species = meta.species ? "--species '${meta.species}'" : ''
    """
    genenorm resolve \\
        --file '${table}' \\
        --column '${column}' \\
        ${species} \\
        ${args} \\
        --out '${prefix}.genes.tsv' \\
        --methods '${prefix}.methods.txt'
    """

    stub:
    def prefix = task.ext.prefix ?: "${meta.id}"
    """
    touch '${prefix}.genes.tsv' '${prefix}.methods.txt'
    """
}
