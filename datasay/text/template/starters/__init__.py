"""The built-in templates, as files a writer can read: one file holds both languages of one template.

`name`, `title`, `description`, `help`, `default` and `enum` may be given as `.zh` and `.en`; `content` always is.
"""
