import type { SQLOutputValue } from 'node:sqlite';
import type {
  AuditEntry,
  PublicationKind,
  StaticPlatform,
  StoredApp,
  StoredPublication,
  StoredRoot,
  StoredStaticPins,
  StoredToken,
  StoredVersion,
} from './store.ts';

export type Row = Record<string, SQLOutputValue>;

// Rows are of STRICT tables that only this file writes: their columns have the types that the schema says.
const bytes = (value: SQLOutputValue | undefined) => value as Uint8Array;
const text = (value: SQLOutputValue | undefined) => value as string;
const count = (value: SQLOutputValue | undefined) => Number(value);

export function tokenOf(row: Row): StoredToken {
  return { id: text(row['id']), sha256: bytes(row['sha256']) };
}

export function rootOf(row: Row): StoredRoot {
  return { version: count(row['version']), document: bytes(row['document']), addedAt: count(row['added_at']) };
}

export function appOf(row: Row): StoredApp {
  return {
    id: text(row['id']),
    name: text(row['name']),
    createdAt: count(row['created_at']),
    draft: text(row['draft']),
  };
}

export function versionOf(row: Row): StoredVersion {
  return {
    app: text(row['app']),
    epoch: count(row['epoch']),
    version: count(row['version']),
    root: count(row['root']),
    iat: count(row['iat']),
    exp: count(row['exp']),
    kind: text(row['kind']) as PublicationKind,
    who: text(row['who']),
    at: count(row['at']),
    note: row['note'] === null ? null : text(row['note']),
    overrides: JSON.parse(text(row['overrides'])) as string[],
  };
}

export function publicationOf(row: Row): StoredPublication {
  const [document, draft, findings] = [bytes(row['document']), text(row['draft']), text(row['findings'])];
  return { ...versionOf(row), document, draft, findings };
}

export function staticPinsOf(row: Row): StoredStaticPins {
  return {
    app: text(row['app']),
    appVersion: text(row['app_version']),
    platform: text(row['platform']) as StaticPlatform,
    hosts: text(row['hosts']),
    recordedAt: count(row['recorded_at']),
    who: text(row['who']),
    retiredAt: row['retired_at'] === null ? null : count(row['retired_at']),
  };
}

export function auditOf(row: Row): AuditEntry {
  return {
    at: count(row['at']),
    who: text(row['who']),
    action: text(row['action']),
    app: row['app'] === null ? null : text(row['app']),
    detail: text(row['detail']),
  };
}
