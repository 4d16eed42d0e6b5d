"""How much of it was there, and how sure can we be."""
