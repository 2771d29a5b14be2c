"""Faults that tests once let pass, put back into a copy of the code one by one: `python -m tests.mutations`.

Each must make the test named beside it fail. A fault whose place in the code has changed is told, not skipped.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Mutation:
    """One line made wrong, and the test that must notice."""

    name: str
    file: str
    right: str
    wrong: str
    test: str


MUTATIONS = (
    Mutation(
        "a timbre in training may speak",
        "datasay/voice/timbre/service.py",
        "if timbre.timbre_status != TimbreStatus.READY:",
        "if timbre.timbre_status == TimbreStatus.FAILED:",
        "tests/voice/timbre/test_service.py::test_a_timbre_that_trains_or_failed_may_not_speak",
    ),
    Mutation(
        "a timbre in training may be the default",
        "datasay/voice/timbre/queries.py",
        "            Timbre.timbre_status == TimbreStatus.READY,\n",
        "",
        "tests/voice/timbre/test_service.py::"
        "test_without_a_wish_the_first_shared_one_of_the_language_that_is_ready_speaks",
    ),
    Mutation(
        "a busy work may be rendered",
        "datasay/mixall/content/service.py",
        "        if mixall.mixall_status == MixallStatus.PROCESSING:\n            raise MixallBusy(\n",
        "        if mixall.mixall_status == MixallStatus.FAILED:\n            raise MixallBusy(\n",
        "tests/mixall/content/test_routes.py::test_a_work_that_is_being_made_is_neither_rendered_again_nor_deleted",
    ),
    Mutation(
        "the cursor forgets the key",
        "datasay/core/pages.py",
        "return and_(column <= value, or_(column < value, self.key < key))",
        "return and_(column < value)",
        "tests/core/test_pages.py::test_rows_that_sort_alike_are_each_listed_once",
    ),
    Mutation(
        "the cursor repeats the last row's equals",
        "datasay/core/pages.py",
        "return and_(column >= value, or_(column > value, self.key > key))",
        "return and_(column >= value)",
        "tests/core/test_pages.py::test_rows_that_sort_alike_are_each_listed_once",
    ),
    Mutation(
        "nothing waits for the disk",
        "datasay/core/reading.py",
        'begin = "BEGIN;" if durable else _BEGIN_WITHOUT_WAITING',
        "begin = _BEGIN_WITHOUT_WAITING",
        "tests/core/test_reading.py::test_only_what_may_be_forgotten_does_not_wait_for_the_disk",
    ),
    Mutation(
        "everything waits for the disk",
        "datasay/core/reading.py",
        'begin = "BEGIN;" if durable else _BEGIN_WITHOUT_WAITING',
        'begin = "BEGIN;"',
        "tests/core/test_reading.py::test_only_what_may_be_forgotten_does_not_wait_for_the_disk",
    ),
    Mutation(
        "progress may fall in SQL",
        "datasay/task_management/attempt_queries.py",
        'task_progress=func.greatest(_T.task_progress, bindparam("progress")),',
        'task_progress=bindparam("progress"),',
        "tests/task_management/test_runner.py::test_progress_does_not_fall_when_another_attempt_begins_anew",
    ),
    Mutation(
        "an edited script is not planned anew",
        "datasay/mixall/content/storyboard.py",
        "(mixall.mixall_text_id, settings.text_version or script.text_version) == (text_id, script.text_version)",
        "mixall.mixall_text_id == text_id",
        "tests/creation/test_pipeline.py::test_a_script_edited_between_two_attempts_is_said_as_it_stands_now",
    ),
    Mutation(
        "recency does not rank",
        "datasay/search/ranking.py",
        "return round((1 - _RECENT) * fit + _RECENT * recent, 6)",
        "return round(fit, 6)",
        "tests/search/test_routes.py::test_of_what_fits_alike_the_newer_comes_first",
    ),
    Mutation(
        "a refused request costs what an answered one does",
        "datasay/engines/openai/connection.py",
        "                purchase.refused()\n",
        "",
        "tests/contract/test_engines.py::test_every_engine_keeps[metered-text-openai]",
    ),
    Mutation(
        "what was never sent is counted",
        "datasay/engines/protocols/engine.py",
        "                purchase.unsent()\n",
        "                pass\n",
        "tests/contract/test_engines.py::test_every_engine_keeps[metered-analysis-openai]",
    ),
    Mutation(
        "pictures drawn here are not counted",
        "datasay/engines/local/image/engine.py",
        "self._desk.meter.count(MODEL_VERSION, {Unit.IMAGES: 1, Unit.BYTES: len(picture.data)})",
        "pass",
        "tests/contract/test_engines.py::test_every_engine_keeps[metered-image-local]",
    ),
    Mutation(
        "an answer of another form ends as a bug",
        "datasay/engines/openai/connection.py",
        "OutgoingRefused, httpx2.HTTPError, TimeoutError, ValueError) as error:\n                if (",
        "OutgoingRefused, httpx2.HTTPError, TimeoutError) as error:\n                if (",
        "tests/contract/test_engines.py::test_every_engine_keeps[errors-text-openai]",
    ),
    Mutation(
        "speech is never quite done",
        "datasay/engines/local/speaking/engine.py",
        "        await progress(1.0)\n        return speech",
        "        return speech",
        "tests/contract/test_engines.py::test_every_engine_keeps[progress-voice-local]",
    ),
    Mutation(
        "a purchase is noted nowhere before it is made",
        "datasay/engines/usage.py",
        "        self.sent[model] = self.sent.get(model, 0) + 1\n        await self._written()",
        "        self.sent[model] = self.sent.get(model, 0) + 1",
        "tests/contract/test_engines.py::test_every_engine_keeps[noted-text-openai]",
    ),
    Mutation(
        "the requests of a dead worker are forgotten",
        "datasay/task_management/relay.py",
        "        await count_lost(session, [task.task_id for task in lost])\n",
        "",
        "tests/fault/test_lost_requests.py::test_what_was_under_way_is_counted_once",
    ),
    Mutation(
        "a worker taken for dead counts what others have counted",
        "datasay/task_management/purchases.py",
        "            return sent\n",
        "            return {}\n",
        "tests/fault/test_lost_requests.py::test_a_worker_that_was_taken_for_dead_counts_nothing_twice",
    ),
    Mutation(
        "everybody's timbres are chosen among",
        "datasay/voice/timbre/queries.py",
        "        _visible(user_id), Timbre.timbre_status == TimbreStatus.READY, _is_not_shared_too()\n",
        "        Timbre.timbre_status == TimbreStatus.READY, _is_not_shared_too()\n",
        "tests/options/test_options.py::test_timbres_are_those_one_may_speak_with",
    ),
    Mutation(
        "a read leaves its actor on the connection",
        "datasay/core/reading.py",
        "SELECT set_config('datasay.user_id', ${0}, true) AS user_id,",
        "SELECT set_config('datasay.user_id', ${0}, false) AS user_id,",
        "tests/row_security/test_binding.py::test_a_connection_never_carries_the_last_actor",
    ),
    Mutation(
        "a superuser does not step down",
        "datasay/core/reading.py",
        "    await step_down(connection)\n",
        "",
        "tests/row_security/test_binding.py::test_raw_sql_of_the_application_sees_its_actors_rows_only",
    ),
    Mutation(
        "nothing is forced upon the only role",
        "datasay/migrations/roles.py",
        "        _force(connection, forced=True)\n",
        "        _force(connection, forced=False)\n",
        "tests/row_security/test_binding.py::test_how_it_is_bound_is_said",
    ),
    Mutation(
        "a table without policies",
        "datasay/migrations/sql/0006/10_policies.sql",
        "SELECT datasay_guard('image_content_basic', 'image_created_user_id');\n",
        "",
        "tests/row_security/test_policies.py::test_every_table_is_guarded_or_said_to_be_nobodys",
    ),
    Mutation(
        "months are made without a guard",
        "datasay/migrations/sql/0010/20_by_whom.sql",
        "    PERFORM datasay_guard_partitions();\n",
        "",
        "tests/row_security/test_policies.py::test_a_month_made_later_is_guarded_too",
    ),
    Mutation(
        "the view of the search shows everybody's entries",
        "datasay/migrations/sql/0010/50_simplified.sql",
        " WHERE search_user_id = nullif(current_setting('datasay.user_id', true), '')::integer;",
        ";",
        "tests/row_security/test_policies.py::test_what_runs_in_the_owners_name_gives_nothing_away",
    ),
    Mutation(
        "a full disk of the database is a bug",
        "datasay/core/database.py",
        '_FULL = ("53100",)',
        '_FULL = ("53199",)',
        "tests/core/test_database.py::test_what_the_server_cannot_do_is_no_fault_of_ours",
    ),
    Mutation(
        "a link in the store is followed",
        "datasay/file_storage/folder.py",
        "os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK",
        "os.O_RDONLY | os.O_NONBLOCK",
        "tests/file_storage/test_whole.py::test_what_is_not_the_file_is_not_served",
    ),
    Mutation(
        "a small file is not hashed before it is sent",
        "datasay/file_storage/serving.py",
        'if hashlib.sha256(whole).hexdigest() != file["file_hash_sha256"]:',
        "if not whole:",
        "tests/file_storage/test_whole.py::test_what_is_not_the_file_is_not_served",
    ),
    Mutation(
        "the scrubber looks at sizes only",
        "datasay/file_storage/scrub.py",
        "return hashed.hexdigest() == right",
        "return bool(right)",
        "tests/file_storage/test_whole.py::test_the_scrubber_finds_flipped_bytes_and_goes_on_where_it_was",
    ),
    Mutation(
        "uploads at once are counted each for itself",
        "datasay/file_storage/service.py",
        "    await queries.lock_storage(session, stored.user_id)\n",
        "",
        "tests/file_storage/test_whole.py::TestQuota::test_uploads_of_one_user_are_counted_one_after_the_other",
    ),
    Mutation(
        "any host is believed",
        "datasay/core/http.py",
        "return None if not named else HostNotTrusted()",
        "return None",
        "tests/api/test_hosts.py::test_a_forged_host_is_refused_and_no_redirect_names_one",
    ),
    Mutation(
        "name and e-mail have a budget each",
        "datasay/user_auth/service.py",
        'whose = login if account is None else _budget_of(account["user_id"])',
        "whose = login",
        "tests/user_auth/test_throttle.py::test_name_and_email_of_an_account_have_one_budget",
    ),
    Mutation(
        "one user's templates take every process",
        "datasay/templating/renderer.py",
        "key = asyncio.get_running_loop(), whose",
        "key = asyncio.get_running_loop(), id(object())",
        "tests/api/test_places.py::test_nobody_waits_behind_anothers_templates",
    ),
    Mutation(
        "places are never given back",
        "datasay/core/places.py",
        "        self._taken[key] -= 1\n",
        "",
        "tests/api/test_places.py::test_streams_are_bounded_by_user_and_their_places_come_back",
    ),
    Mutation(
        "a head is waited for for ever",
        "datasay/api/connections.py",
        "        self._refuse(408 if self._head_bytes else 0)",
        "        return",
        "tests/api/test_slow_clients.py::test_a_second_head_is_waited_for_no_longer",
    ),
    Mutation(
        "letters of other scripts are set apart",
        "datasay/composition/burning.py",
        'style = "0,0,0,0,100,100,0,0,1,0,0"',
        'style = "0,0,0,0,100,100,1,0,1,0,0"',
        "tests/composition/test_other_scripts.py::test_arabic_letters_are_joined",
    ),
    Mutation(
        "letters of other scripts have no font",
        "datasay/typography/fonts.py",
        "return any(_covered(character, face.spares) for face in faces if face.spares)",
        "return False",
        "tests/composition/test_other_scripts.py::test_its_letters_are_kept_and_its_font_comes_along",
    ),
    Mutation(
        "an account in arrears made a wrong request",
        "datasay/engines/openai/failures.py",
        'else error.code or "")',
        'else "")',
        "tests/engines/test_openai_dialects.py::test_each_servers_refusals_are_understood",
    ),
    Mutation(
        "every branch of a union is told",
        "datasay/core/wrong_fields.py",
        "        if kind not in _KINDS:\n",
        "        if kind:\n",
        "tests/core/test_wrong_fields.py::test_the_field_is_named_as_it_was_sent",
    ),
    Mutation(
        "commands speak English to everybody",
        "datasay/cli/printing.py",
        "said.told(language_of_environment()) if isinstance(said, Told) else said",
        "str(said)",
        "tests/cli/test_languages.py::test_it_is_said_in_one_language",
    ),
    Mutation(
        "help is cut where letters are wide",
        "datasay/cli/main.py",
        "    rich_markup_mode=None,",
        '    rich_markup_mode="rich",',
        "tests/cli/test_commands.py::test_its_help_is_whole_at_any_width",
    ),
    Mutation(
        "what typer says is told as it is",
        "datasay/cli/misuse.py",
        "            return Told(english, chinese,",
        "            break\n        continue\n        return Told(english, chinese,",
        "tests/cli/test_misuse.py::test_it_is_told_plainly",
    ),
    Mutation(
        "doctor does not ask for damaged files",
        "datasay/cli/embedded/examination.py",
        "*_files(settings), ",
        "",
        "tests/embedded/test_doctor.py::test_files_that_the_scrubber_found_damaged_are_named",
    ),
    Mutation(
        "the number of a flat is an amount",
        "datasay/language/speakable_chinese_codes.py",
        "(?<=单元)|",
        "",
        "tests/language/test_wetext.py::test_every_difference_still_holds",
    ),
)


def survives(copy: Path, mutation: Mutation) -> str | None:
    """Why the fault was let pass; None when the test noticed."""
    path = copy / mutation.file
    right = path.read_text(encoding="utf-8")
    if right.count(mutation.right) != 1:
        return f"its line is no longer in {mutation.file}; write it anew"
    path.write_text(right.replace(mutation.right, mutation.wrong), encoding="utf-8")
    try:
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", mutation.test]
        ended = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    finally:
        path.write_text(right, encoding="utf-8")
    if ended.returncode == 1:
        return None
    return f"{mutation.test} did not fail" if ended.returncode == 0 else ended.stdout[-2000:] + ended.stderr[-2000:]


def main() -> int:
    """Try each fault; tell of those that survive."""
    survivors = 0
    with tempfile.TemporaryDirectory(prefix="datasay-mutations-") as folder:
        copy = Path(folder)
        for part in ("datasay", "tests", "docs", "benchmarks"):
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", copy)
        for mutation in MUTATIONS:
            why = survives(copy, mutation)
            survivors += why is not None
            sys.stdout.write(
                f"{'caught' if why is None else 'SURVIVED'}: {mutation.name}{f' ({why})' if why else ''}\n"
            )
            sys.stdout.flush()
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
