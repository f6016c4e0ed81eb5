"""The same bot as others would write it: small, honest, as each library's documents recommend."""
