import type { Algorithm, DocumentType, ErrorCode, Freshness } from '@livepin/core';

// The shape of the files below spec/vectors. A case is one file; its folder is its kind. `expect` is a code of
// spec/codes.json where something is refused.

/** A document: its text, or base64 where the bytes are not UTF-8. */
export type DocumentBytes = string | { readonly base64: string };

export interface PinVector {
  readonly kind: 'pin';
  readonly says: string;
  readonly text: string;
  readonly expect: 'accepted' | ErrorCode;
}

export interface PinOfKeyVector {
  readonly kind: 'pin-of-key';
  readonly says: string;
  /** Base64 of a DER SubjectPublicKeyInfo. */
  readonly spki: string;
  readonly expect: string;
}

export interface HostVector {
  readonly kind: 'host';
  readonly says: string;
  /** A request's host is brought into the canonical spelling; one in a document must stand in it. */
  readonly reading: 'request' | 'document';
  readonly text: string;
  readonly expect: { readonly host: string } | ErrorCode;
}

export interface MatchVector {
  readonly kind: 'match';
  readonly says: string;
  readonly patterns: readonly { readonly host: string; readonly subdomains: boolean }[];
  readonly host: string;
  /** The host of the pattern that covers, or null. */
  readonly expect: string | null;
}

export interface DecisionVector {
  readonly kind: 'decision';
  readonly says: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly host: string;
  readonly freshness: Freshness;
  readonly scheme: 'https' | 'http';
  /** The verified paths, leaf first: the pin of each certificate. */
  readonly paths: readonly (readonly string[])[];
  readonly expect: {
    readonly admission: 'proceed' | readonly ['report' | 'refuse', ErrorCode];
    /** Only where a connection is made. */
    readonly judgement?: string;
    readonly enforcement?: 'proceed' | readonly ['report' | 'refuse', ErrorCode];
  };
}

export interface SignaturesVector {
  readonly kind: 'signatures';
  readonly says: string;
  readonly type: DocumentType;
  readonly document: DocumentBytes;
  /** The keys that a trust root lists for the role; `null` as alg marks a key of a type that is not known. */
  readonly keys: readonly {
    readonly kid: string;
    readonly alg: Algorithm | null;
    readonly jwk: Readonly<Record<string, string>>;
  }[];
  readonly expect: { readonly signers: readonly string[] } | ErrorCode;
}

/** What is compared of a client's state: only the members that a case names. Versions read "epoch.version". */
export interface Summary {
  readonly root?: number;
  readonly inForce?: string | null;
  readonly iat?: number | null;
  readonly memory?: string;
  readonly floor?: number;
  readonly freshness?: Freshness;
  readonly rootExpired?: boolean;
  readonly clockIsBehind?: boolean;
}

/** After any outcome but "accepted", the client's state must be what it was before. `clock`: seconds since 1970. */
export interface DeliveryStep {
  readonly deliver: 'bundle' | 'root';
  readonly document: DocumentBytes;
  readonly clock: number;
  readonly expect: 'accepted' | 'unchanged' | ErrorCode;
  readonly after?: Summary;
}

/** The app ends and starts: with what it stored, with an empty store, or with a store of the given text. */
export interface RestartStep {
  readonly restart: 'stored' | 'lost' | { readonly store: string };
  /** Documents that an app update embeds instead. */
  readonly root?: DocumentBytes;
  readonly seed?: DocumentBytes;
  readonly clock: number;
  /** The codes of what did not prove itself again. */
  readonly dropped?: readonly ErrorCode[];
  readonly after?: Summary;
}

/**
 * Another process of the same app, begun with the same embedded documents at the vector's `clock`, has gone through steps
 * of its own. What both know becomes one state, the same whichever of the two is merged into the other.
 */
export interface MergeStep {
  readonly merge: readonly ClientStep[];
  readonly clock: number;
  readonly after?: Summary;
}

export type ClientStep = DeliveryStep | RestartStep | MergeStep;

export interface ClientVector {
  readonly kind: 'client';
  readonly says: string;
  readonly app: string;
  readonly root: DocumentBytes;
  readonly seed: DocumentBytes;
  readonly clock: number;
  /** "opened", or the code of why an app with these embedded documents cannot start. */
  readonly expect: 'opened' | ErrorCode;
  readonly after?: Summary;
  readonly steps: readonly ClientStep[];
}

export type Vector =
  | PinVector
  | PinOfKeyVector
  | HostVector
  | MatchVector
  | DecisionVector
  | SignaturesVector
  | ClientVector;
