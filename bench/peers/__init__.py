"""Which programs are we compared with? Each script here runs one of them in a process of its own."""
