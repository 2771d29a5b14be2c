"""Files (chapter 2 of the design): what a file is, who owns it, and where its bytes lie."""
