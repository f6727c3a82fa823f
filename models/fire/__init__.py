"""Fire stations and brigades: response, jurisdictions, water."""
