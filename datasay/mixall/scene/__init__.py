"""A storyboard as people edit it: operations that have inverses, and what a work was after each change."""
