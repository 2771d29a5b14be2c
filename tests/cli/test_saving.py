"""Where files are saved: what is wrong with a place is known before there is anything to save."""

import contextlib
import resource
from pathlib import Path

import pytest

from datasay.cli.saving import VIDEO, CannotSave, check_place, check_suffix, place_for, saved


@pytest.mark.parametrize(
    ("name", "mime_type", "right"),
    [
        ("x.avi", VIDEO, "x.mp4"),
        ("x.srt", VIDEO, "x.mp4"),
        ("x.mp4", "audio/wav", "x.wav"),
        ("x.png", "image/jpeg", "x.jpg"),
        ("x.txt", "application/x-subrip", "x.srt"),
    ],
)
def test_a_wrong_suffix_is_refused_with_the_right_one(name: str, mime_type: str, right: str) -> None:
    with pytest.raises(CannotSave, match=rf"name it {right}\."):
        check_suffix(Path(name), mime_type)


@pytest.mark.parametrize(
    ("name", "mime_type"),
    [("x.MP4", VIDEO), ("x.m4v", VIDEO), ("x", VIDEO), ("x.jpeg", "image/jpeg"), ("x.bin", "made/up")],
)
def test_a_fitting_suffix_or_none_is_taken(name: str, mime_type: str) -> None:
    check_suffix(Path(name), mime_type)


def test_a_place_that_cannot_be_written_is_refused_by_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "there.mp4").touch()
    (tmp_path / "dangling.mp4").symlink_to(tmp_path / "nowhere")
    for target, reason in (
        (tmp_path / "no folder" / "x.mp4", "does not exist"),
        (tmp_path, "is a folder"),
        (tmp_path / "there.mp4", "--force"),
        (tmp_path / "dangling.mp4", "--force"),
        (Path("/proc/x.mp4"), "cannot be written"),  # where not even root may
        (tmp_path / f"{'长' * 100}.mp4", "cannot be written"),
    ):
        with pytest.raises(CannotSave, match=reason) as refused:
            check_place(target, force=False)
        assert ".part" not in str(refused.value)
        assert str(target if target.parent.is_dir() else target.parent) in str(refused.value)
    check_place(tmp_path / "there.mp4", force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dangling.mp4", "there.mp4"]


def test_a_file_stands_there_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "x.bin"
    target.write_bytes(b"old")
    with contextlib.suppress(RuntimeError), saved(target) as file:
        file.write(b"half")
        raise RuntimeError
    assert target.read_bytes() == b"old"
    with saved(target) as file:
        file.write(b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_disk_that_ends_is_said_of_the_file_that_was_named(tmp_path: Path) -> None:
    target = tmp_path / "x.bin"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))  # as little as any disk can end with
    try:
        with pytest.raises(CannotSave, match=r"x\.bin.*cannot be written"), saved(target) as file:
            file.write(bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_without_a_name_a_file_gets_its_own_beside_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert place_for(None, "背影.mp4", VIDEO, force=False) == Path("背影.mp4")
    (tmp_path / "背影.mp4").touch()
    assert place_for(None, "背影.mp4", VIDEO, force=False) == Path("背影 2.mp4")
    assert place_for(None, "../../etc/.profile", "text/plain", force=False) == Path("profile.txt")
    assert place_for(tmp_path, "x.wav", "audio/wav", force=False) == tmp_path / "x.wav"
