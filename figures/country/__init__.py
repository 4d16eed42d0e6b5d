"""What is known of one place, or of a few side by side: law, acts, statements, reactions, and the gaps."""
