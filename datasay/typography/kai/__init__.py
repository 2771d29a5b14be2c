"""A Kai face: LXGW WenKai Bold in the signs of GB 2312, as compile_kai.py cuts them out; its licence is beside it."""
