import { LivepinError, type TrustRoot } from '@livepin/core';
import { remedyOf } from '@livepin/core/remedies';
import type { FindingJson } from '../schemas/publication-schema.ts';
import type { AuditEntry, PublicationKind, StoredPublication } from '../store/store.ts';
import { loadTrust } from '../trust/load-trust.ts';
import { newestRootOf, type Trust } from '../trust/trust.ts';
import { type Draft, formatDraft, parseStoredDraft } from './draft.ts';
import { commitAndDeliver, type Engine } from './engine.ts';
import { decide, type Finding, forbidding } from './finding.ts';
import { saysTheSame } from './judge-change.ts';
import { judgePublication } from './judge-publication.ts';
import { orderAfter } from './next-order.ts';
import { type SignedBundle, signBundle } from './sign-bundle.ts';
import { readStaticPins } from './static-pins.ts';

export interface PublishRequest {
  readonly app: string;
  readonly kind: PublicationKind;
  readonly next: Draft;
  /** What is published now, as whoever asks has seen it. */
  readonly basis: StoredPublication | null;
  /** What becomes of the app's draft; the same object: nothing. */
  readonly changeDraft?: (draft: Draft) => Draft;
  /** Its version is higher than this too: what apps hold of which the store knows nothing, after a restore. */
  readonly above?: number;
  readonly who: string;
  readonly note: string | null;
  readonly allow: ReadonlySet<string>;
}

export type PublishOutcome =
  | { readonly kind: 'published'; readonly publication: StoredPublication }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] }
  | { readonly kind: 'conflict'; readonly what: string };

/**
 * Judges, signs, keeps and delivers a content. Asking the hosts takes seconds, and nothing waits for it: what else was
 * published meanwhile is noticed when the result is to be kept.
 * @throws {LivepinError} LP_ROOT_MISSING, LP_PIN_KEY_MISSING, LP_STORE_FAILED
 */
export async function publishContent(engine: Engine, request: PublishRequest): Promise<PublishOutcome> {
  const trust = await loadTrust(engine.store, engine.keys, engine.crypto);
  // On trial, so that nobody waits for hosts where the result could not be signed, or is too large.
  const trial = await trySign(engine, request, request.basis, trust);
  if (trial.kind === 'refused') return trial;
  const findings = await findingsOf(engine, request, newestRootOf(trust)!);
  const verdict = decide(findings, request.allow);
  if (verdict.kind === 'refused') return { kind: 'refused', findings };
  return engine.serially(() => signAndKeep(engine, request, findings, verdict.overrides));
}

async function findingsOf(engine: Engine, request: PublishRequest, root: TrustRoot): Promise<Finding[]> {
  const { app, next, basis, above = 0 } = request;
  const published = basis ? parseStoredDraft(basis.draft).content : null;
  const skipsVersions = above > (basis?.version ?? 0);
  const isPointless = !skipsVersions && published !== null && saysTheSame(next.content, published);
  const observations = isPointless ? new Map() : await engine.observe(next, engine.now());
  const released = (await engine.store.staticPins(app)).map(readStaticPins);
  const proposal = { next: next.content, published, skipsVersions, released, observations, root };
  return judgePublication(proposal, engine.now());
}

async function signAndKeep(
  engine: Engine,
  request: PublishRequest,
  findings: readonly Finding[],
  overrides: readonly string[],
): Promise<PublishOutcome> {
  const { app, basis, changeDraft } = request;
  const current = await engine.store.currentOf(app);
  // Signed anew meanwhile, a version says what it said; another version was not looked at.
  if (current?.version !== basis?.version)
    return { kind: 'conflict', what: `version ${current?.version} was published` };
  const trust = await loadTrust(engine.store, engine.keys, engine.crypto);
  const signed = await trySign(engine, request, current, trust);
  if (signed.kind === 'refused') return signed;
  const publication = publicationOf(request, signed.bundle, findings, overrides, engine.now());
  const committed = await commitAndDeliver(engine, {
    signings: [{ publication, basis: current }],
    drafts: changeDraft ? await changedDraft(engine, app, changeDraft) : [],
    audit: [auditOf(publication)],
  });
  return committed.kind === 'conflict' ? committed : { kind: 'published', publication };
}

export function formatFinding({ code, host, sentence, refuses, canAllow }: Finding): FindingJson {
  return { code, ...(host === null ? {} : { host }), sentence, remedy: remedyOf(code), refuses, canAllow };
}

async function trySign(
  engine: Engine,
  { app, next, above }: PublishRequest,
  basis: StoredPublication | null,
  trust: Trust,
): Promise<{ readonly kind: 'signed'; readonly bundle: SignedBundle } | Extract<PublishOutcome, { kind: 'refused' }>> {
  const now = engine.now();
  const order = (root: number) => orderAfter(basis, newestRootOf(trust)!, root, now, above);
  try {
    return { kind: 'signed', bundle: await signBundle(app, next.content, trust, order, now, engine.crypto) };
  } catch (error) {
    if (!(error instanceof LivepinError) || error.code !== 'LP_DOCUMENT_TOO_LARGE') throw error;
    return { kind: 'refused', findings: [forbidding('LP_PUBLISH_TOO_LARGE', error.message)] };
  }
}

async function changedDraft({ store }: Engine, app: string, change: (draft: Draft) => Draft) {
  const stored = await store.app(app);
  if (!stored) return [];
  const draft = parseStoredDraft(stored.draft);
  const after = change(draft);
  if (after === draft) return [];
  const text = JSON.stringify(formatDraft(after));
  // Nothing is kept that could not be read again: a list may have become too long.
  parseStoredDraft(text);
  return [{ app, draft: text }];
}

function publicationOf(
  { app, kind, next, who, note }: PublishRequest,
  signed: SignedBundle,
  findings: readonly Finding[],
  overrides: readonly string[],
  at: number,
): StoredPublication {
  const draft = JSON.stringify(formatDraft(next));
  return {
    app,
    ...signed,
    draft,
    kind,
    who,
    at,
    note,
    overrides,
    findings: JSON.stringify(findings.map(formatFinding)),
  };
}

function auditOf({ app, kind, version, epoch, who, at, overrides }: StoredPublication): AuditEntry {
  const allowed = overrides.length > 0 ? `, allowing ${overrides.join(', ')}` : '';
  return { at, who, action: kind, app, detail: `version ${version} of epoch ${epoch}${allowed}` };
}
