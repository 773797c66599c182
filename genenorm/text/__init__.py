"""What can be read from characters alone: keys, spellings, shorthand, damage, abbreviations, species words, casing."""
