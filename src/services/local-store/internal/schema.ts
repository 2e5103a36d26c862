/** Version of the layout below, kept in SQLite's `user_version`. A file of another version is set aside, not migrated: it is a cache. */
export const SCHEMA_VERSION = 1;

export const SCHEMA = `
CREATE TABLE envelopes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  capture TEXT,
  received_ms REAL NOT NULL,
  weight_bytes INTEGER NOT NULL,
  copies INTEGER NOT NULL DEFAULT 1,
  header TEXT NOT NULL,
  meta TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX envelopes_capture ON envelopes (capture) WHERE capture IS NOT NULL;

CREATE TABLE items (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  envelope_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  received_ms REAL NOT NULL,
  project TEXT NOT NULL,
  type TEXT NOT NULL,
  title TEXT NOT NULL,
  subtitle TEXT NOT NULL,
  level TEXT NOT NULL,
  count INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  platform TEXT NOT NULL,
  sdk TEXT NOT NULL,
  release TEXT NOT NULL,
  environment TEXT NOT NULL,
  trace_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  via TEXT NOT NULL,
  copies INTEGER NOT NULL DEFAULT 1,
  outcome TEXT NOT NULL,
  stage TEXT NOT NULL,
  reason TEXT NOT NULL,
  fate TEXT NOT NULL,
  header TEXT NOT NULL,
  payload_at INTEGER NOT NULL,
  payload_length INTEGER NOT NULL
) STRICT;
CREATE INDEX items_envelope ON items (envelope_id);
CREATE INDEX items_revision ON items (revision);
CREATE INDEX items_trace ON items (trace_id) WHERE trace_id <> '';
CREATE INDEX items_type ON items (type, id);
CREATE INDEX items_outcome ON items (outcome, id);

CREATE VIRTUAL TABLE items_text USING fts5(
  text, content='', contentless_delete=1, tokenize='trigram', detail='full'
);

CREATE TABLE state (revision INTEGER NOT NULL) STRICT;
INSERT INTO state VALUES (0);
PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** Columns of a summary, in the order that `rows.ts` names them. */
export const SUMMARY_COLUMNS =
  "id, envelope_id, position, revision, received_ms, project, type, title, subtitle, level, count, size_bytes, " +
  "platform, sdk, release, environment, trace_id, event_id, via, copies, fate";
