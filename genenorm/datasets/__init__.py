"""Tables of measurements and AnnData: identifiers written, carried to other species, made consistent."""
