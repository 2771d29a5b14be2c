"""What of a page is its content: what a browser shows, and the part that is the article."""

import re

from datasay.text_exchange.xml import Node, attribute, name_of, words_of

UNSEEN = frozenset(("template", "noscript", "form"))  # may hold the whole article
NO_WORDS = frozenset(("head", "script", "style"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_ARTICLE_IDS = frozenset(("js_content",))  # where saved pages of WeChat keep the article
_MOST_OF = 0.5  # of a page's words that an <article> or <main> must hold to be the page's content


def shown_all_the_same(root: Node) -> frozenset[Node]:
    """Hidden elements that hold the article: more words than the page shows without them."""
    hidden = [node for node in root.iter() if name_of(node) and (is_hidden(node) or name_of(node) in UNSEEN)]
    if not hidden:
        return frozenset()
    seen = len(visible_words(root, frozenset()))
    large = {node for node in hidden if len("".join(words_of(node).split())) > max(seen, 1)}
    named = {node for node in hidden if attribute(node, "id") in _ARTICLE_IDS or name_of(node) in {"html", "body"}}
    return frozenset(large | named)


def is_hidden(node: Node) -> bool:
    """Whether the element itself says that it is not shown."""
    gone = any(key == "hidden" and value != "until-found" for key, value in node.items())
    return gone or bool(_HIDDEN.search(attribute(node, "style")))


def main_part(root: Node, shown: frozenset[Node]) -> Node:
    """The article, where the page says which part is it; else the whole page."""
    article = next((node for node in root.iter() if name_of(node) and attribute(node, "id") in _ARTICLE_IDS), None)
    if article is not None and visible_words(article, shown):
        return article
    whole = len(visible_words(root, shown))
    candidates = [
        node for node in root.iter() if name_of(node) in {"main", "article"} or attribute(node, "role") == "main"
    ]
    best = max(candidates, key=lambda node: len(visible_words(node, shown)), default=None)
    return best if best is not None and len(visible_words(best, shown)) > whole * _MOST_OF else root


def visible_words(root: Node, shown: frozenset[Node]) -> str:
    """The letters that are shown, `shown` being what is hidden and read all the same."""
    pieces: list[str] = []
    stack = [root]
    while stack:
        node = stack.pop()
        name = name_of(node)
        gone = name in NO_WORDS or ((name in UNSEEN or is_hidden(node)) and node not in shown)
        if name and not gone:
            pieces.append(node.text or "")
            stack.extend(node)
        if node is not root:
            pieces.append(node.tail or "")
    return "".join("".join(pieces).split())
