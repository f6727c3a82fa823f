"""Tools that know no county: arrays, texts, errors, progress, data that ships."""
