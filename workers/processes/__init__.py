"""Child processes of this machine: how they start, stop, and never outlive their parent."""
