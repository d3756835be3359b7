"""How fast spans are taken, stored and readable, beside the engine's own limit and Arize Phoenix."""
