"""The command line's commands: one file each, found by being there under the command's name."""
