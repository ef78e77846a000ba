import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { appOf, auditOf, publicationOf, type Row, rootOf, staticPinsOf, tokenOf, versionOf } from './sqlite-rows.ts';
import { migrations } from './sqlite-schema.ts';
import type {
  AuditEntry,
  Change,
  Committed,
  Signing,
  Store,
  StoredPublication,
  StoredRoot,
  StoredStaticPins,
} from './store.ts';

/** Thrown inside a transaction to roll it back; never leaves this file. */
class Conflict extends Error {}

/**
 * A store in one SQLite file. Commits are durable (WAL, `synchronous = FULL`): what was answered outlives a power cut.
 * @param file a path, or ":memory:"
 */
export function openSqliteStore(file: string): Store {
  // Nobody else writes here, and whoever waits for the file lets every app wait: calls of `node:sqlite` are synchronous.
  // SQLite itself would let everyone read it; its journals take its mode.
  if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600));
  const database = new DatabaseSync(file, { timeout: 500 });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
  migrate(database);

  const all = (sql: string, ...values: (string | number)[]): Row[] => database.prepare(sql).all(...values);
  const get = (sql: string, ...values: (string | number)[]): Row | undefined => database.prepare(sql).get(...values);

  const currentOf = (app: string): StoredPublication | null => {
    const row = get('SELECT * FROM publications WHERE app = ? ORDER BY version DESC LIMIT 1', app);
    return row ? publicationOf(row) : null;
  };

  /** Everything between is kept whole or not at all; a conflict leaves nothing behind. */
  function transaction(work: () => void): Committed {
    database.exec('BEGIN IMMEDIATE');
    try {
      work();
      database.exec('COMMIT');
      return { kind: 'committed' };
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      if (error instanceof Conflict) return { kind: 'conflict', what: error.message };
      throw error;
    }
  }

  function writeAudit({ at, who, action, app, detail }: AuditEntry): void {
    const sql = 'INSERT INTO audit (at, who, action, app, detail) VALUES (?, ?, ?, ?, ?)';
    database.prepare(sql).run(at, who, action, app, detail);
  }

  function writeRoot({ version, document, addedAt }: StoredRoot): void {
    const newest = Number(get('SELECT coalesce(max(version), 0) AS version FROM roots')!['version']);
    if (version !== newest + 1) throw new Conflict(`trust root ${newest} is the newest`);
    database
      .prepare('INSERT INTO roots (version, document, added_at) VALUES (?, ?, ?)')
      .run(version, document, addedAt);
  }

  function writeSigning({ publication, basis }: Signing): void {
    const current = currentOf(publication.app);
    if (!get('SELECT 1 FROM apps WHERE id = ?', publication.app))
      throw new Conflict(`there is no app ${publication.app}`);
    if (current?.version !== basis?.version || current?.iat !== basis?.iat) {
      throw new Conflict(current ? `version ${current.version} was published` : 'nothing is published');
    }
    if (publication.version === basis?.version) {
      const sql = 'UPDATE publications SET iat = ?, exp = ?, document = ? WHERE app = ? AND version = ?';
      const { iat, exp, document, app, version } = publication;
      database.prepare(sql).run(iat, exp, document, app, version);
    } else insertPublication(database, publication);
  }

  function writeStaticPins({ app, appVersion, platform, hosts, recordedAt, who, retiredAt }: StoredStaticPins): void {
    if (!get('SELECT 1 FROM apps WHERE id = ?', app)) throw new Conflict(`there is no app ${app}`);
    database
      .prepare(
        `INSERT OR REPLACE INTO static_pins (app, app_version, platform, hosts, recorded_at, who, retired_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(app, appVersion, platform, hosts, recordedAt, who, retiredAt);
  }

  function apply({ root, signings = [], drafts = [], staticPins = [], audit }: Change): void {
    if (root) writeRoot(root);
    for (const signing of signings) writeSigning(signing);
    for (const { app, draft } of drafts) {
      const { changes } = database.prepare('UPDATE apps SET draft = ? WHERE id = ?').run(draft, app);
      if (changes === 0) throw new Conflict(`there is no app ${app}`);
    }
    for (const pins of staticPins) writeStaticPins(pins);
    for (const entry of audit) writeAudit(entry);
  }

  return {
    tokens: async () => all('SELECT id, sha256 FROM tokens').map(tokenOf),
    replaceTokens: async (tokens, change) =>
      transaction(() => {
        database.exec('DELETE FROM tokens');
        const insert = database.prepare('INSERT INTO tokens (id, sha256) VALUES (?, ?)');
        for (const { id, sha256 } of tokens) insert.run(id, sha256);
        apply(change);
      }),
    roots: async () => all('SELECT * FROM roots ORDER BY version').map(rootOf),
    apps: async () => all('SELECT * FROM apps ORDER BY id').map(appOf),
    app: async (id) => {
      const row = get('SELECT * FROM apps WHERE id = ?', id);
      return row ? appOf(row) : null;
    },
    createApp: async ({ id, name, createdAt, draft }, audit) => {
      const outcome = transaction(() => {
        if (get('SELECT 1 FROM apps WHERE id = ?', id)) throw new Conflict(id);
        const sql = 'INSERT INTO apps (id, name, created_at, draft) VALUES (?, ?, ?, ?)';
        database.prepare(sql).run(id, name, createdAt, draft);
        writeAudit(audit);
      });
      return outcome.kind === 'committed' ? 'created' : 'exists';
    },
    deleteApp: async (id, audit) => {
      if (currentOf(id)) return 'published';
      const outcome = transaction(() => {
        database.prepare('DELETE FROM static_pins WHERE app = ?').run(id);
        const { changes } = database.prepare('DELETE FROM apps WHERE id = ?').run(id);
        if (changes === 0) throw new Conflict(id);
        writeAudit(audit);
      });
      return outcome.kind === 'committed' ? 'deleted' : 'unknown';
    },
    current: async () =>
      all(
        'SELECT * FROM publications AS p WHERE version = (SELECT max(version) FROM publications WHERE app = p.app)',
      ).map(publicationOf),
    currentOf: async (app) => currentOf(app),
    history: async (app) =>
      all(
        `SELECT app, epoch, version, root, iat, exp, kind, who, at, note, overrides
           FROM publications WHERE app = ? ORDER BY version DESC`,
        app,
      ).map(versionOf),
    publication: async (app, version) => {
      const row = get('SELECT * FROM publications WHERE app = ? AND version = ?', app, version);
      return row ? publicationOf(row) : null;
    },
    staticPins: async (app) =>
      all('SELECT * FROM static_pins WHERE app = ? ORDER BY recorded_at DESC, app_version DESC, platform', app).map(
        staticPinsOf,
      ),
    commit: async (change) => transaction(() => apply(change)),
    audit: async (limit) => all('SELECT * FROM audit ORDER BY id DESC LIMIT ?', limit).map(auditOf),
    [Symbol.asyncDispose]: async () => database.close(),
  };
}

function migrate(database: DatabaseSync): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > migrations.length) throw new Error(`it was written by a newer version of Livepin (schema ${version})`);
  for (const [index, step] of migrations.entries()) {
    if (index < version) continue;
    database.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}

function insertPublication(database: DatabaseSync, publication: StoredPublication): void {
  const { app, epoch, version, root, iat, exp, document, draft, kind, who, at, note, overrides, findings } =
    publication;
  database
    .prepare(
      `INSERT INTO publications
         (app, epoch, version, root, iat, exp, document, draft, kind, who, at, note, overrides, findings)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      app,
      epoch,
      version,
      root,
      iat,
      exp,
      document,
      draft,
      kind,
      who,
      at,
      note,
      JSON.stringify(overrides),
      findings,
    );
}
