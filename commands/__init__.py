"""The command line's groups: one small file each; they call what the scheduler and the pages call."""
