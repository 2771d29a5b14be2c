"""Articles from files."""

from pathlib import Path

import pytest

from datasay.cli.reading import ArticleUnreadable, read_article

ARTICLE = "背影\n我与父亲不相见已二年余了。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_any_common_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(ARTICLE.encode(encoding))
    assert read_article(path).lstrip("\ufeff") == ARTICLE


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (bytes(range(32)) * 40, "not a text file"),
        (b"\xff\xd8\xff\xe0" + b"\x00\x80\x81" * 400, "not a text file"),
        (b"a" * (4 * 1024 * 1024 + 1), "Shorten it"),
    ],
)
def test_what_is_not_an_article_is_refused_with_the_reason(tmp_path: Path, raw: bytes, reason: str) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(raw)
    with pytest.raises(ArticleUnreadable, match=reason):
        read_article(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArticleUnreadable, match=r"nothing\.txt cannot be read: No such file"):
        read_article(tmp_path / "nothing.txt")
