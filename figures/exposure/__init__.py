"""What the law provides, where, for whom and since when; beside what was measured and done."""
