"""Several datasets made consistent: a plan with what each name becomes, which is read, edited and applied."""
