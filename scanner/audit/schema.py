"""Tables of a run's `results.sqlite`. Described values only: what a photo says is never in here."""

from __future__ import annotations

VERSION = 3  # PRAGMA user_version; another number is another program version's folder

TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
-- One listing of the folders. What an unfinished pass lists is not there.
CREATE TABLE passes (
    id INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT, folders TEXT NOT NULL, settings TEXT NOT NULL,
    shard TEXT, strict INTEGER NOT NULL DEFAULT 0
);
-- One name met. Paths are bytes: a file name need not be valid text.
CREATE TABLE files (
    id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE, root BLOB, named INTEGER NOT NULL,
    family TEXT NOT NULL, reason TEXT NOT NULL, pass INTEGER NOT NULL,
    size INTEGER, mtime INTEGER, device INTEGER, inode INTEGER,
    result INTEGER REFERENCES results (id),
    -- Paths of its checked copies, and the fingerprint of the settings that they were made under.
    output BLOB, copied TEXT
);
CREATE INDEX files_by_size ON files (size);
CREATE INDEX files_by_result ON files (result);
-- What one content gave under one fingerprint of settings. depth: 1 a first look, 2 in full. counted: the batch of
-- `counts` that its identifiers are in.
CREATE TABLE results (
    id INTEGER PRIMARY KEY, settings TEXT NOT NULL, depth INTEGER NOT NULL, sha256 TEXT, size INTEGER,
    name BLOB NOT NULL, status TEXT NOT NULL, verdict TEXT, severity INTEGER NOT NULL, clinical REAL NOT NULL,
    priority REAL NOT NULL, taken TEXT, alike INTEGER, incomplete INTEGER NOT NULL, copy_failed INTEGER NOT NULL,
    picture TEXT, photo TEXT NOT NULL, counted INTEGER
);
CREATE INDEX results_by_content ON results (sha256, settings);
CREATE INDEX results_by_size ON results (size);
CREATE TABLE previews (result INTEGER PRIMARY KEY, jpeg BLOB NOT NULL);
-- Strangers in several photos (--group-people), by number; nothing that describes a face.
CREATE TABLE people (result INTEGER NOT NULL, person INTEGER NOT NULL);
-- Identifiers as keyed HMACs, only until the run is finished or merged; then the counts stay.
CREATE TABLE marks (result INTEGER NOT NULL, kind TEXT NOT NULL, mac BLOB NOT NULL);
CREATE INDEX marks_by_result ON marks (result);
-- Different values of one batch: what was counted under one secret. photos: how many of them have identifiers.
CREATE TABLE counts (batch INTEGER NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL, photos INTEGER NOT NULL);
-- What a person decided about one photo; holds while its content stays the same.
CREATE TABLE decisions (
    path BLOB PRIMARY KEY, sha256 TEXT NOT NULL, decision TEXT NOT NULL, who TEXT NOT NULL, decided TEXT NOT NULL,
    note TEXT NOT NULL
);
"""
