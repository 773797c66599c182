// Tables of genes with their identifiers added: nextflow run main.nf --tables 'tables/*.tsv' --column gene --species mouse

include { GENENORM_RESOLVE } from './modules/local/genenorm/resolve/main'

workflow {
    tables = Channel.fromPath(params.tables, checkIfExists: true)
        .map { table -> [ [ id: table.baseName, species: params.species ], table ] }
    GENENORM_RESOLVE(tables, params.column)
}
