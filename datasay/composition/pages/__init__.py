"""Pages: the type of a scene as a layer of its own, which enters, stays still and leaves before the cut."""
