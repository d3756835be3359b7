"""Reading traces: one definition of every figure, shared by all surfaces."""
