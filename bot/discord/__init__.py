"""Discord as a platform; nothing outside of this folder imports the library."""
