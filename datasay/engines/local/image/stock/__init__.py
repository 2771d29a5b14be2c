"""The drawings that come with the product, compiled from public sets and drawn by hand."""
