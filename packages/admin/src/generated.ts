// Made from the OpenAPI document of the service by scripts/generate-admin.ts.

export interface Finding {
  /** LP_PUBLISH_… */
  readonly code: string;
  readonly host?: string;
  readonly sentence: string;
  readonly remedy: string;
  /** Whether it stands in the way until it is allowed. */
  readonly refuses: boolean;
  /** Whether it may be allowed by its code. */
  readonly canAllow: boolean;
}

/** RFC 9457. */
export interface Problem {
  readonly title: string;
  readonly status: number;
  /** One sentence for people: what happened, to which app, host or member. */
  readonly detail: string;
  /** LP_…, for programs; never changes. */
  readonly code: string;
  /** What to do about it. */
  readonly remedy: string;
  /** Of a refused publication. */
  readonly findings?: readonly Finding[];
}

export interface Domain {
  /** A host name or IP address; upper case and a trailing dot are mended. */
  readonly host: string;
  /** Whether the set holds for every name below the host too. */
  readonly subdomains: boolean;
  /** A mismatch ends the connection, or is only reported. */
  readonly mode: 'enforce' | 'report';
  /** What holds once the bundle has expired. */
  readonly stale: 'hold' | 'refuse';
  /** Base64 of the SHA-256 of a SubjectPublicKeyInfo; 1 to 64. */
  readonly pins: readonly string[];
  /** How the service asks the live host before publishing; never part of a bundle. "none": it cannot be asked from here. */
  readonly probe?:
    | 'none'
    | {
        /** Default 443. */
        readonly port?: number;
        /** ADDRESS:PORT to connect to instead of the host itself. */
        readonly connect?: string;
        /** PEM certificates that take the place of the machine's trust anchors. */
        readonly ca?: string;
      };
}

/** By default: subdomains false, mode enforce, stale hold. */
export interface DomainInput {
  /** A host name or IP address; upper case and a trailing dot are mended. */
  readonly host: string;
  /** Whether the set holds for every name below the host too. */
  readonly subdomains?: boolean;
  /** A mismatch ends the connection, or is only reported. */
  readonly mode?: 'enforce' | 'report';
  /** What holds once the bundle has expired. */
  readonly stale?: 'hold' | 'refuse';
  /** Base64 of the SHA-256 of a SubjectPublicKeyInfo; 1 to 64. */
  readonly pins: readonly string[];
  /** How the service asks the live host before publishing; never part of a bundle. "none": it cannot be asked from here. */
  readonly probe?:
    | 'none'
    | {
        /** Default 443. */
        readonly port?: number;
        /** ADDRESS:PORT to connect to instead of the host itself. */
        readonly connect?: string;
        /** PEM certificates that take the place of the machine's trust anchors. */
        readonly ca?: string;
      };
}

/** By default: subdomains false, mode enforce, stale hold. */
export interface HostInput {
  /** Whether the set holds for every name below the host too. */
  readonly subdomains?: boolean;
  /** A mismatch ends the connection, or is only reported. */
  readonly mode?: 'enforce' | 'report';
  /** What holds once the bundle has expired. */
  readonly stale?: 'hold' | 'refuse';
  /** Base64 of the SHA-256 of a SubjectPublicKeyInfo; 1 to 64. */
  readonly pins: readonly string[];
  /** How the service asks the live host before publishing; never part of a bundle. "none": it cannot be asked from here. */
  readonly probe?:
    | 'none'
    | {
        /** Default 443. */
        readonly port?: number;
        /** ADDRESS:PORT to connect to instead of the host itself. */
        readonly connect?: string;
        /** PEM certificates that take the place of the machine's trust anchors. */
        readonly ca?: string;
      };
}

export interface Draft {
  /** Seconds between two refreshes, 60 to 604,800. */
  readonly refresh: number;
  /** Whether hosts without a pin set may be reached. */
  readonly unlisted: 'allow' | 'refuse';
  /** Pins of keys that are accepted nowhere any more. */
  readonly revoked: readonly string[];
  /** https URLs that take reports. */
  readonly reportTo: readonly string[];
  /** https URLs: further places to fetch bundles from. */
  readonly sources: readonly string[];
  /** The share of apps that also call the service itself. */
  readonly samplePer10000: number;
  readonly domains: readonly Domain[];
  /** Names what the draft says now; of a version: absent. */
  readonly revision?: string;
}

/** By default: refresh 3600, unlisted allow, samplePer10000 0, no revoked, reportTo and sources. */
export interface DraftInput {
  /** Seconds between two refreshes, 60 to 604,800. */
  readonly refresh?: number;
  /** Whether hosts without a pin set may be reached. */
  readonly unlisted?: 'allow' | 'refuse';
  readonly domains: readonly DomainInput[];
  /** Pins of keys that are accepted nowhere any more. */
  readonly revoked?: readonly string[];
  /** https URLs that take reports. */
  readonly reportTo?: readonly string[];
  /** https URLs: further places to fetch bundles from. */
  readonly sources?: readonly string[];
  /** The share of apps that also call the service itself. */
  readonly samplePer10000?: number;
  /** Of the draft that was read: refused where it was changed since. Absent: whatever is there. */
  readonly revision?: string;
}

export interface Published {
  readonly epoch: number;
  readonly version: number;
  /** When it was signed. Seconds since 1970. */
  readonly iat: number;
  /** When it expires, unless it is signed anew. Seconds since 1970. */
  readonly exp: number;
  /** The codes that stood in the way and were allowed. */
  readonly overrides: readonly string[];
  readonly findings: readonly Finding[];
}

export interface Version {
  readonly epoch: number;
  readonly version: number;
  /** When it was signed. Seconds since 1970. */
  readonly iat: number;
  /** When it expires, unless it is signed anew. Seconds since 1970. */
  readonly exp: number;
  /** The oldest trust root that a client needs to judge it. */
  readonly root: number;
  readonly kind: 'publish' | 'roll-forward' | 'revoke' | 'unrevoke' | 'rotation';
  /** The id of the token; "service" for what the service did by itself. */
  readonly who: string;
  /** When it was published. Seconds since 1970. */
  readonly at: number;
  readonly note: string | null;
  readonly overrides: readonly string[];
}

export interface VersionDetails {
  readonly epoch: number;
  readonly version: number;
  /** When it was signed. Seconds since 1970. */
  readonly iat: number;
  /** When it expires, unless it is signed anew. Seconds since 1970. */
  readonly exp: number;
  /** The oldest trust root that a client needs to judge it. */
  readonly root: number;
  readonly kind: 'publish' | 'roll-forward' | 'revoke' | 'unrevoke' | 'rotation';
  /** The id of the token; "service" for what the service did by itself. */
  readonly who: string;
  /** When it was published. Seconds since 1970. */
  readonly at: number;
  readonly note: string | null;
  readonly overrides: readonly string[];
  readonly findings: readonly Finding[];
  readonly content: Draft;
}

export interface MemberDifference {
  readonly member: string;
  /** JSON text. */
  readonly from: string | null;
  /** JSON text. */
  readonly to: string | null;
}

export interface HostDifference {
  readonly host: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly pinsAdded: readonly string[];
  readonly pinsRemoved: readonly string[];
  readonly members: readonly MemberDifference[];
}

export interface Difference {
  readonly hosts: readonly HostDifference[];
  readonly members: readonly MemberDifference[];
}

export interface PublishInput {
  /** Codes of findings that may not stand in the way. Recorded in the history where they did. */
  readonly allow?: readonly string[];
  /** For the history. */
  readonly note?: string;
  /** Gives it a version above this one: after a restore, the highest that apps may hold. */
  readonly above?: number;
}

export interface RollForwardInput {
  readonly version: number;
  /** Codes of findings that may not stand in the way. Recorded in the history where they did. */
  readonly allow?: readonly string[];
  /** For the history. */
  readonly note?: string;
  /** Gives it a version above this one: after a restore, the highest that apps may hold. */
  readonly above?: number;
}

export interface RevokeInput {
  readonly pin: string;
  /** Codes of findings that may not stand in the way. Recorded in the history where they did. */
  readonly allow?: readonly string[];
  /** For the history. */
  readonly note?: string;
  /** Gives it a version above this one: after a restore, the highest that apps may hold. */
  readonly above?: number;
}

export interface Standing {
  readonly epoch: number;
  readonly version: number;
  readonly root: number;
  readonly iat: number;
  readonly exp: number;
  readonly hosts: number;
  /** When it is due to be signed anew. */
  readonly signedAnewAt: number;
}

export interface AppInput {
  /** As in com.example.bank. */
  readonly app: string;
  readonly name?: string;
}

export interface App {
  readonly app: string;
  readonly name: string;
  readonly createdAt: number;
  readonly published: Standing | null;
  readonly hasUnpublishedChanges: boolean;
  /** Released versions with static pins that are not retired. */
  readonly staticVersions: number;
  /** Polls since the start, by the bundle that the asker held; null: none. */
  readonly adoption: readonly {
    readonly etag: string | null;
    readonly polls: number;
  }[];
}

export interface PinKey {
  readonly kid: string;
  readonly alg: 'ES256' | 'Ed25519';
  readonly jwk: Readonly<Record<string, string>>;
  /** Listed by the newest trust root; by none yet; by an earlier one. */
  readonly state: 'in-force' | 'waiting' | 'retired';
  readonly madeAt: number;
}

export interface Root {
  readonly version: number;
  readonly epoch: number;
  readonly chain: string;
  readonly iat: number;
  readonly exp: number;
  readonly addedAt: number;
  readonly rootKeys: {
    readonly kids: readonly string[];
    readonly threshold: number;
  };
  readonly pinKeys: {
    readonly kids: readonly string[];
    readonly threshold: number;
  };
  /** As delivered to apps. */
  readonly document: Readonly<Record<string, unknown>>;
}

export interface RootInput {
  /** A signed trust root: the JSON document, or its text. */
  readonly document: string | Readonly<Record<string, unknown>>;
}

export interface RotateInput {
  /** Raises the epoch. Default false. */
  readonly stolen?: boolean;
}

export interface Status {
  /** The service's clock. */
  readonly now: number;
  readonly startedAt: number;
  readonly chain: string | null;
  readonly epoch: number | null;
  readonly root: number | null;
  readonly rootExp: number | null;
  /** Whether the service can sign trust roots by itself: for development only. */
  readonly rootKeysHeld: boolean;
  readonly warnings: readonly string[];
  readonly pinKeys: readonly PinKey[];
  readonly apps: readonly App[];
}

export interface Audit {
  readonly at: number;
  readonly who: string;
  readonly action: string;
  readonly app: string | null;
  readonly detail: string;
}

export interface StaticHost {
  readonly host: string;
  /** Whether names below the host are held to these pins too. */
  readonly subdomains: boolean;
  readonly pins: readonly string[];
  /** When the platform stops asking for them, in seconds since 1970; null: never. */
  readonly expires: number | null;
}

/** By default: platform all. */
export interface StaticPinsInput {
  /** As people know it: "2.1.0". */
  readonly appVersion: string;
  /** Where these configs hold. */
  readonly platform?: 'all' | 'android' | 'apple';
  /** One for each place: where a host stands twice, a connection must pass both. */
  readonly hosts: readonly StaticHost[];
}

export interface StaticPins {
  readonly appVersion: string;
  /** Where these configs hold. */
  readonly platform: 'all' | 'android' | 'apple';
  /** One for each place: where a host stands twice, a connection must pass both. */
  readonly hosts: readonly StaticHost[];
  /** Seconds since 1970. */
  readonly recordedAt: number;
  /** The id of the token. */
  readonly who: string;
  /** Since when the version is no longer used, in seconds since 1970; null: it may be. */
  readonly retiredAt: number | null;
}

/** Every call of the admin API. Times are seconds since 1970. */
export interface AdminApi {
  /** Make an app known, with an empty draft. `POST /v1/admin/apps` */
  createApp(input: { readonly body: AppInput }): Promise<App>;

  /** All apps, and what is published for each. `GET /v1/admin/apps` */
  listApps(): Promise<readonly App[]>;

  /** One app, and what is published for it. `GET /v1/admin/apps/{app}` */
  getApp(input: {
    /** As in com.example.bank. */
    readonly app: string;
  }): Promise<App>;

  /** Delete an app for which nothing was ever published. `DELETE /v1/admin/apps/{app}` */
  deleteApp(input: {
    /** As in com.example.bank. */
    readonly app: string;
  }): Promise<void>;

  /** The content of the next publication. `GET /v1/admin/apps/{app}/draft` */
  getDraft(input: {
    /** As in com.example.bank. */
    readonly app: string;
  }): Promise<Draft>;

  /** Replace the draft as a whole. `PUT /v1/admin/apps/{app}/draft` */
  putDraft(input: {
    /** As in com.example.bank. */
    readonly app: string;
    readonly body: DraftInput;
  }): Promise<Draft>;

  /** Add a host to the draft, or replace its pin set. `PUT /v1/admin/apps/{app}/draft/hosts/{host}` */
  putHost(input: {
    /** As in com.example.bank. */
    readonly app: string;
    readonly host: string;
    readonly body: HostInput;
  }): Promise<Draft>;

  /** Take a host out of the draft. `DELETE /v1/admin/apps/{app}/draft/hosts/{host}` */
  deleteHost(input: {
    /** As in com.example.bank. */
    readonly app: string;
    readonly host: string;
  }): Promise<Draft>;

  /** Check the draft against the live hosts, sign it and deliver it. `POST /v1/admin/apps/{app}/publish` */
  publish(input: {
    /** As in com.example.bank. */
    readonly app: string;
    readonly body?: PublishInput;
  }): Promise<Published>;

  /** Publish the content of an earlier version under a new one. `POST /v1/admin/apps/{app}/roll-forward` */
  rollForward(input: {
    /** As in com.example.bank. */
    readonly app: string;
    readonly body: RollForwardInput;
  }): Promise<Published>;

  /** Revoke a key: published at once, and put into the draft. `POST /v1/admin/apps/{app}/revoked` */
  revoke(input: {
    /** As in com.example.bank. */
    readonly app: string;
    readonly body: RevokeInput;
  }): Promise<Published>;

  /** Take a revocation back; the pin is given in base64url. `DELETE /v1/admin/apps/{app}/revoked/{pin}` */
  unrevoke(input: {
    /** As in com.example.bank. */
    readonly app: string;
    readonly pin: string;
    readonly body?: PublishInput;
  }): Promise<Published>;

  /** The history of an app, newest first. `GET /v1/admin/apps/{app}/versions` */
  listVersions(input: {
    /** As in com.example.bank. */
    readonly app: string;
  }): Promise<readonly Version[]>;

  /** One version: who published what, when and why. `GET /v1/admin/apps/{app}/versions/{version}` */
  getVersion(input: {
    /** As in com.example.bank. */
    readonly app: string;
    readonly version: string;
  }): Promise<VersionDetails>;

  /** What differs between two versions; by default between the newest and the draft. `GET /v1/admin/apps/{app}/diff` */
  diff(input: {
    readonly from?: string;
    /** A version, or "draft". */
    readonly to?: string;
    /** As in com.example.bank. */
    readonly app: string;
  }): Promise<Difference>;

  /** The static pins of released versions, newest first; retired ones too. `GET /v1/admin/apps/{app}/static-pins` */
  listStaticPins(input: {
    /** As in com.example.bank. */
    readonly app: string;
  }): Promise<readonly StaticPins[]>;

  /** Tell which static pins a version of the app ships; again, the newest counts. `PUT /v1/admin/apps/{app}/static-pins` */
  recordStaticPins(input: {
    /** As in com.example.bank. */
    readonly app: string;
    readonly body: StaticPinsInput;
  }): Promise<StaticPins>;

  /** Say that nobody uses a version any more: its static pins stay in the list, and count no more. `DELETE /v1/admin/apps/{app}/static-pins/{version}` */
  retireStaticPins(input: {
    readonly platform?: string;
    /** As in com.example.bank. */
    readonly app: string;
    readonly version: string;
  }): Promise<readonly StaticPins[]>;

  /** The keys that the service holds to sign bundles with. `GET /v1/admin/pin-keys` */
  listPinKeys(): Promise<readonly PinKey[]>;

  /** Make a pin key; it counts once a trust root lists it. `POST /v1/admin/pin-keys` */
  makePinKey(): Promise<PinKey>;

  /** Sign with another pin key from now on; with development root keys only. `POST /v1/admin/pin-keys/rotate` */
  rotatePinKey(input?: { readonly body?: RotateInput }): Promise<Root>;

  /** The chain of trust roots, version 1 first. `GET /v1/admin/roots` */
  listRoots(): Promise<readonly Root[]>;

  /** Put a trust root in force that was made offline, and sign every bundle anew under it. `POST /v1/admin/roots` */
  addRoot(input: { readonly body: RootInput }): Promise<Root>;

  /** The service, its trust root, keys and apps in one. `GET /v1/admin/status` */
  getStatus(): Promise<Status>;

  /** Who changed what and when, newest first. `GET /v1/admin/audit` */
  listAudit(input?: {
    /** Up to 999; default 100. */
    readonly limit?: string;
  }): Promise<readonly Audit[]>;
}

export const operations = {
  createApp: { method: 'POST', path: '/v1/admin/apps', query: [] },
  listApps: { method: 'GET', path: '/v1/admin/apps', query: [] },
  getApp: { method: 'GET', path: '/v1/admin/apps/{app}', query: [] },
  deleteApp: { method: 'DELETE', path: '/v1/admin/apps/{app}', query: [] },
  getDraft: { method: 'GET', path: '/v1/admin/apps/{app}/draft', query: [] },
  putDraft: { method: 'PUT', path: '/v1/admin/apps/{app}/draft', query: [] },
  putHost: { method: 'PUT', path: '/v1/admin/apps/{app}/draft/hosts/{host}', query: [] },
  deleteHost: { method: 'DELETE', path: '/v1/admin/apps/{app}/draft/hosts/{host}', query: [] },
  publish: { method: 'POST', path: '/v1/admin/apps/{app}/publish', query: [] },
  rollForward: { method: 'POST', path: '/v1/admin/apps/{app}/roll-forward', query: [] },
  revoke: { method: 'POST', path: '/v1/admin/apps/{app}/revoked', query: [] },
  unrevoke: { method: 'DELETE', path: '/v1/admin/apps/{app}/revoked/{pin}', query: [] },
  listVersions: { method: 'GET', path: '/v1/admin/apps/{app}/versions', query: [] },
  getVersion: { method: 'GET', path: '/v1/admin/apps/{app}/versions/{version}', query: [] },
  diff: { method: 'GET', path: '/v1/admin/apps/{app}/diff', query: ['from', 'to'] },
  listStaticPins: { method: 'GET', path: '/v1/admin/apps/{app}/static-pins', query: [] },
  recordStaticPins: { method: 'PUT', path: '/v1/admin/apps/{app}/static-pins', query: [] },
  retireStaticPins: { method: 'DELETE', path: '/v1/admin/apps/{app}/static-pins/{version}', query: ['platform'] },
  listPinKeys: { method: 'GET', path: '/v1/admin/pin-keys', query: [] },
  makePinKey: { method: 'POST', path: '/v1/admin/pin-keys', query: [] },
  rotatePinKey: { method: 'POST', path: '/v1/admin/pin-keys/rotate', query: [] },
  listRoots: { method: 'GET', path: '/v1/admin/roots', query: [] },
  addRoot: { method: 'POST', path: '/v1/admin/roots', query: [] },
  getStatus: { method: 'GET', path: '/v1/admin/status', query: [] },
  listAudit: { method: 'GET', path: '/v1/admin/audit', query: ['limit'] },
} as const;
