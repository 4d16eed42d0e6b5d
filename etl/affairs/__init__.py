"""Another affair: a folder to begin with, and all that is still wrong in one."""
