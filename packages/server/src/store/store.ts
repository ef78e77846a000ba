/** Who did what, when (seconds since 1970). */
export interface AuditEntry {
  readonly at: number;
  /** The id of the token; "service" for what the service does by itself. */
  readonly who: string;
  /** For instance "publish". */
  readonly action: string;
  readonly app: string | null;
  readonly detail: string;
}

export interface StoredToken {
  readonly id: string;
  /** The SHA-256 of the token. The token itself is never stored. */
  readonly sha256: Uint8Array;
}

export interface StoredRoot {
  readonly version: number;
  readonly document: Uint8Array;
  readonly addedAt: number;
}

export interface StoredApp {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  /** JSON of a draft. */
  readonly draft: string;
}

export const publicationKinds = ['publish', 'roll-forward', 'revoke', 'unrevoke', 'rotation'] as const;
export type PublicationKind = (typeof publicationKinds)[number];

/** One line of an app's history. Times: seconds since 1970. */
export interface StoredVersion {
  readonly app: string;
  readonly epoch: number;
  readonly version: number;
  readonly root: number;
  readonly iat: number;
  readonly exp: number;
  readonly kind: PublicationKind;
  readonly who: string;
  readonly at: number;
  readonly note: string | null;
  readonly overrides: readonly string[];
}

/** One version of an app's bundle, with all that belongs to it. */
export interface StoredPublication extends StoredVersion {
  /** The signed bytes, as delivered. */
  readonly document: Uint8Array;
  /** JSON of the draft that it was made from: its content, and how its hosts were asked. */
  readonly draft: string;
  /** JSON of what was found. */
  readonly findings: string;
}

export const staticPlatforms = ['all', 'android', 'apple'] as const;
export type StaticPlatform = (typeof staticPlatforms)[number];

/** The static pins that a released version of an app has in it. At most one for each version and platform. */
export interface StoredStaticPins {
  readonly app: string;
  readonly appVersion: string;
  readonly platform: StaticPlatform;
  /** JSON of its hosts. */
  readonly hosts: string;
  /** Seconds since 1970. */
  readonly recordedAt: number;
  readonly who: string;
  /** Since when nobody uses the version any more, in seconds since 1970; null: somebody may. */
  readonly retiredAt: number | null;
}

/** A bundle to be stored, and which one it takes the place of. */
export interface Signing {
  /** Of the basis's version: only its dates and bytes are new. Of a higher one: a line of its own in the history. */
  readonly publication: StoredPublication;
  /** What was current when it was decided; null: nothing was. */
  readonly basis: { readonly version: number; readonly iat: number } | null;
}

/** All that one step changes. It is kept whole or not at all. */
export interface Change {
  readonly root?: StoredRoot;
  readonly signings?: readonly Signing[];
  readonly drafts?: readonly { readonly app: string; readonly draft: string }[];
  /** Each takes the place of the one of its version and platform. */
  readonly staticPins?: readonly StoredStaticPins[];
  readonly audit: readonly AuditEntry[];
}

export type Committed =
  | { readonly kind: 'committed' }
  /** Something else was kept since the change was decided; nothing of it was. */
  | { readonly kind: 'conflict'; readonly what: string };

/**
 * What the service remembers. Every method that writes is one durable transaction. A rejected promise says that the
 * outcome is not known: the change may have been kept.
 */
export interface Store extends AsyncDisposable {
  tokens(): Promise<readonly StoredToken[]>;
  /** Takes the place of all tokens. The first ones make the store an initialised one. */
  replaceTokens(tokens: readonly StoredToken[], change: Change): Promise<Committed>;
  roots(): Promise<readonly StoredRoot[]>;
  apps(): Promise<readonly StoredApp[]>;
  app(id: string): Promise<StoredApp | null>;
  createApp(app: StoredApp, audit: AuditEntry): Promise<'created' | 'exists'>;
  /** An app that was ever published stays: its versions must never begin anew. */
  deleteApp(id: string, audit: AuditEntry): Promise<'deleted' | 'unknown' | 'published'>;
  /** The newest publication of each app that has one. */
  current(): Promise<readonly StoredPublication[]>;
  currentOf(app: string): Promise<StoredPublication | null>;
  /** Newest first; without the documents, which together can be large. */
  history(app: string): Promise<readonly StoredVersion[]>;
  publication(app: string, version: number): Promise<StoredPublication | null>;
  /** The newest first; those of retired versions too. */
  staticPins(app: string): Promise<readonly StoredStaticPins[]>;
  commit(change: Change): Promise<Committed>;
  /** Newest first. */
  audit(limit: number): Promise<readonly AuditEntry[]>;
}
