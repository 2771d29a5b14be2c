"""Pictures as grounds of pages: layers without type, laid out so that type has its place."""
