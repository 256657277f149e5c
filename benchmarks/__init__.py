"""Figures of our work beside peers, in one run. `make bench` prints them."""
