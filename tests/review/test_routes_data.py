"""``/api/v1``: the records of the exports, filtered and by pages, for programs that only read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attacks import ADDRESS
from starlette.testclient import TestClient

from pipeline.corpus import splits, tombstones
from pipeline.corpus.entry import Decision
from pipeline.corpus.export import export
from pipeline.corpus.export.contract import TABLES
from pipeline.corpus.store import Store

NAMES = ("documents", "segments", "changes", "decisions", "tombstones")


@pytest.fixture
def exported(folder: Path) -> Path:
    """The corpus with a split for each document, a decision and a tombstone, and its files."""
    with Store.existing(folder) as store:
        splits.assign(store.database)
        one, gone = (
            identity for identity, file in store.files() if file in ("news/kazakhstan.txt", "suomi.txt")
        )
        first = store.segments(one)[0]
        decision = Decision(one, first.id, "segment", "edited", "", "Ny text.", "Ann", "2026-11-22")
        store.decide([decision])
        tombstones.take_out(store.database, gone)
        export(store, folder, ["jsonl", "package"])
    return folder


def get(client: TestClient, path: str, status: int = 200) -> dict[str, Any]:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def pages(client: TestClient, path: str) -> Iterator[list[dict[str, Any]]]:
    following: str | None = f"/api/v1/{path}"
    while following:
        answer = client.get(following).json()
        yield answer["items"]
        following = answer["next"]


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / TABLES[name].file).read_text("utf-8").splitlines()]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("limit", [1, 2, 100])
def test_all_pages_together_are_the_exported_table(
    exported: Path, client: TestClient, name: str, limit: int
) -> None:
    found = list(pages(client, f"{name}?limit={limit}"))
    assert all(len(page) == limit for page in found[:-1])
    records = [record for page in found for record in page]
    for record in records if name == "documents" else ():
        assert record.pop("split") in ("train", "dev", "test")
    expected = lines(exported, name)
    assert sorted(records, key=str) == sorted(expected, key=str)
    assert expected


def test_filters_narrow_what_is_found(exported: Path, client: TestClient) -> None:
    segments, changes = lines(exported, "segments"), lines(exported, "changes")
    document = segments[0]["document"]
    for path, expected in {
        f"segments?document={document}": [one for one in segments if one["document"] == document],
        "segments?min_quality=0.9": [one for one in segments if one["quality"] >= 0.9],
        "segments?status=reviewed&language=en": [one for one in segments if one["status"] == "reviewed"],
        "segments?flag=low_score": [one for one in segments if "low_score" in one["flags"]],
        "segments?flag=low%25score": [],
        "changes?stage=spelling&status=suggested": [
            one for one in changes if (one["stage"], one["status"]) == ("spelling", "suggested")
        ],
        "changes?rule=rule_of_spacing": [one for one in changes if one["rule"] == "rule_of_spacing"],
        "decisions?who=Ann": lines(exported, "decisions"),
        "decisions?who=Bo": [],
        "tombstones?kind=document": lines(exported, "tombstones"),
        "documents?language=fi": [],
    }.items():
        assert sorted(get(client, path)["items"], key=str) == sorted(expected, key=str), path
    reviewed = get(client, "segments?status=reviewed")["items"]
    assert [one["reviewed_by"] for one in reviewed] == ["Ann"]


def test_splits_filter_documents_and_what_is_in_them(exported: Path, client: TestClient) -> None:
    names = {one["document"]: one["split"] for one in lines(exported, "splits")}
    for name in ("train", "dev", "test", "none"):
        wanted = {document for document, split in names.items() if split == name}
        assert {one["id"] for one in get(client, f"documents?split={name}")["items"]} == wanted
        assert {one["document"] for one in get(client, f"segments?split={name}")["items"]} <= wanted


def test_one_document_by_its_id(exported: Path, client: TestClient) -> None:
    expected = lines(exported, "documents")[0]
    found = get(client, f"documents/{expected['id']}")
    assert found.pop("split")
    assert found == expected
    assert get(client, "documents/ffff", 404)["error"] == "There is no such document."


@pytest.mark.parametrize(
    "path",
    [
        "segments?limit=0",
        "segments?limit=1001",
        "documents?limit=101",
        "segments?split=all",
        "changes?after=a'b",
        "segments?min_quality=2",
        "segments?status=none",
        "documents?language=%00",
        "segments?min-quality=0.9",
        "segments?split=train&split=dev",
        "?language=sv",
    ],
)
def test_what_cannot_be_read_is_refused_in_words(client: TestClient, path: str) -> None:
    assert get(client, path, 422)["error"]


@pytest.mark.parametrize("after", ["x", "x:y", "zzz:-1", "0:9", ":"])
def test_a_place_that_is_nowhere_is_no_error(client: TestClient, after: str) -> None:
    for name in NAMES:
        assert "items" in get(client, f"{name}?after={after}")


def test_what_there_is(client: TestClient) -> None:
    found = get(client, "")
    assert found["records"]["documents"] == 3
    for path in found["paths"].values():
        assert client.get(path).status_code == 200


def test_the_description_names_each_path_and_key(client: TestClient) -> None:
    found = get(client, "openapi.json")
    assert set(found["paths"]) == {
        "/api/v1/",
        "/api/v1/documents/{document}",
        *(f"/api/v1/{name}" for name in NAMES),
    }
    assert all(set(path) == {"get"} for path in found["paths"].values())
    schemas = found["components"]["schemas"]
    for name in NAMES:
        keys = schemas[name.removesuffix("s").capitalize()]["properties"]
        assert set(TABLES[name].keys) <= set(keys)


@pytest.mark.parametrize("name", NAMES)
def test_answers_are_as_described(exported: Path, client: TestClient, name: str) -> None:
    library = pytest.importorskip("jsonschema")
    found = get(client, "openapi.json")
    answer = found["paths"][f"/api/v1/{name}"]["get"]["responses"]["200"]["content"]["application/json"]
    page = get(client, f"{name}?limit=1")
    assert page["items"]
    library.validate(page, answer["schema"] | {"components": found["components"]})


def test_nothing_can_be_written_and_no_other_site_can_read(client: TestClient) -> None:
    assert client.post("/api/v1/documents", json={}).status_code == 405
    answer = client.get("/api/v1/documents", headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
    answer = client.get("/api/v1/documents", headers={"Host": "evil.example"})
    assert answer.status_code == 421
    assert client.get(f"{ADDRESS}/api/v1/documents").headers["X-Content-Type-Options"] == "nosniff"
