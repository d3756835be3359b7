"""One trace against its clock: what happened when, and what held it up."""
