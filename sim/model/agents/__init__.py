"""Freelancers and clients as Mesa agents: views of one row each, with the decisions as methods."""
