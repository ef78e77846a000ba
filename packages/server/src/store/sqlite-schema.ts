/** Each step brings a database from the version of its index to the next (`PRAGMA user_version`). Never changed, only added to. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE tokens (id TEXT PRIMARY KEY, sha256 BLOB NOT NULL) STRICT;
  CREATE TABLE roots (version INTEGER PRIMARY KEY, document BLOB NOT NULL, added_at INTEGER NOT NULL) STRICT;
  CREATE TABLE apps (id TEXT PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL, draft TEXT NOT NULL) STRICT;
  CREATE TABLE publications (
    app TEXT NOT NULL REFERENCES apps (id),
    version INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    root INTEGER NOT NULL REFERENCES roots (version),
    iat INTEGER NOT NULL,
    exp INTEGER NOT NULL,
    document BLOB NOT NULL,
    draft TEXT NOT NULL,
    kind TEXT NOT NULL,
    who TEXT NOT NULL,
    at INTEGER NOT NULL,
    note TEXT,
    overrides TEXT NOT NULL,
    findings TEXT NOT NULL,
    PRIMARY KEY (app, version)
  ) STRICT;
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    app TEXT,
    detail TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE static_pins (
    app TEXT NOT NULL REFERENCES apps (id),
    app_version TEXT NOT NULL,
    platform TEXT NOT NULL,
    hosts TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    who TEXT NOT NULL,
    retired_at INTEGER,
    PRIMARY KEY (app, app_version, platform)
  ) STRICT;
  `,
];
