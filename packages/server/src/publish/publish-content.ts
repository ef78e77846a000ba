import { LivepinError } from '@livepin/core';
import { remedyOf } from '@livepin/core/remedies';
import type { DraftInput } from '../schemas/draft-schema.ts';
import type { FindingJson } from '../schemas/publication-schema.ts';
import { commitAndDeliver, type Engine } from '../service/engine.ts';
import type { AuditEntry, PublicationKind, StoredPublication } from '../store/store.ts';
import { loadRoots, loadTrust } from '../trust/load-trust.ts';
import { newestRootOf, type Trust } from '../trust/trust.ts';
import { type Draft, formatDraft, parseDraft } from './draft.ts';
import { decide, type Finding, forbidding } from './finding.ts';
import { judgePublication } from './judge-publication.ts';
import { orderAfter } from './next-order.ts';
import { type SignedBundle, signBundle } from './sign-bundle.ts';

export interface PublishRequest {
  readonly app: string;
  readonly kind: PublicationKind;
  readonly next: Draft;
  /** What is published now, as whoever asks has seen it. */
  readonly basis: StoredPublication | null;
  /** What becomes of the app's draft; the same object: nothing. */
  readonly changeDraft?: (draft: Draft) => Draft;
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
  const root = newestRootOf({ roots: await loadRoots(engine.store, engine.crypto) });
  if (!root)
    throw new LivepinError('LP_ROOT_MISSING', 'The service has no trust root yet, so nothing can be published.');
  const { next, basis } = request;
  const published = basis ? parseStoredDraft(basis.draft).content : null;
  const observations = await engine.observe(next, engine.now());
  const findings = judgePublication({ next: next.content, published, observations, root }, engine.now());
  const verdict = decide(findings, request.allow);
  if (verdict.kind === 'refused') return { kind: 'refused', findings };
  return engine.serially(async () => {
    const trust = await loadTrust(engine.store, engine.keys, engine.crypto);
    const signed = await trySign(engine, request, trust);
    if ('findings' in signed) return signed;
    return keep(engine, request, publicationOf(request, signed, findings, verdict.overrides, engine.now()));
  });
}

export function parseStoredDraft(text: string): Draft {
  return parseDraft(JSON.parse(text) as DraftInput);
}

export function formatFinding({ code, host, sentence, refuses, canAllow }: Finding): FindingJson {
  return { code, ...(host === null ? {} : { host }), sentence, remedy: remedyOf(code), refuses, canAllow };
}

async function trySign(engine: Engine, { app, next, basis }: PublishRequest, trust: Trust) {
  const now = engine.now();
  const order = (root: number) => orderAfter(basis, newestRootOf(trust)!, root, now);
  try {
    return await signBundle(app, next.content, trust, order, now, engine.crypto);
  } catch (error) {
    if (!(error instanceof LivepinError) || error.code !== 'LP_DOCUMENT_TOO_LARGE') throw error;
    return { kind: 'refused', findings: [forbidding('LP_PUBLISH_TOO_LARGE', error.message)] } as const;
  }
}

async function keep(engine: Engine, request: PublishRequest, publication: StoredPublication): Promise<PublishOutcome> {
  const { app, basis, changeDraft } = request;
  const committed = await commitAndDeliver(engine, {
    signings: [{ publication, basis }],
    drafts: changeDraft ? await changedDraft(engine, app, changeDraft) : [],
    audit: [auditOf(publication)],
  });
  if (committed.kind === 'conflict') return committed;
  return { kind: 'published', publication };
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
