"""Files on the disk: safe names, and writing that leaves the old file or the new one."""
