import { decodeBase64Url, encodeBase64, LivepinError, type Pin, parsePin } from '@livepin/core';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Draft } from '../publish/draft.ts';
import { parseStoredDraft } from '../publish/draft.ts';
import type { Engine } from '../publish/engine.ts';
import { saysTheSame } from '../publish/judge-change.ts';
import { type PublishOutcome, type PublishRequest, publishContent } from '../publish/publish-content.ts';
import { revokePin, unrevokePin } from '../publish/revoke-pin.ts';
import {
  type FindingJson,
  PublishedSchema,
  type PublishInput,
  PublishInputSchema,
  RevokeInputSchema,
  RollForwardInputSchema,
} from '../schemas/publication-schema.ts';
import { reference } from '../schemas/reference.ts';
import type { StoredPublication } from '../store/store.ts';
import { appParams, type Control, problems } from './control.ts';
import { findApp, findPublished, findVersion } from './find-app.ts';
import { sendProblem } from './problem.ts';

const response = { 200: reference(PublishedSchema), ...problems };

export function publishRoutes(control: Control, engine: Engine): void {
  control.post(
    '/v1/admin/apps/:app/publish',
    {
      schema: {
        operationId: 'publish',
        summary: 'Check the draft against the live hosts, sign it and deliver it',
        params: appParams,
        body: reference(PublishInputSchema),
        response,
      },
    },
    async ({ params: { app }, body, who }, reply) => {
      const next = parseStoredDraft((await findApp(engine, app)).draft);
      const basis = await engine.store.currentOf(app);
      const request = { app, kind: 'publish', next, basis, ...wordsOf(body, who) } as const;
      return answer(reply, app, await publishContent(engine, request));
    },
  );

  control.post(
    '/v1/admin/apps/:app/roll-forward',
    {
      schema: {
        operationId: 'rollForward',
        summary: 'Publish the content of an earlier version under a new one',
        params: appParams,
        body: reference(RollForwardInputSchema),
        response,
      },
    },
    async ({ params: { app }, body, who }, reply) => {
      const next = parseStoredDraft((await findVersion(engine, app, body.version)).draft);
      const basis = await findPublished(engine, app);
      const published = parseStoredDraft(basis.draft).content;
      // A draft without changes of its own follows; one that somebody works on is left to them.
      const changeDraft = (draft: Draft) => (saysTheSame(draft.content, published) ? next : draft);
      const request = { app, kind: 'roll-forward', next, basis, changeDraft, ...wordsOf(body, who) } as const;
      return answer(reply, app, await publishContent(engine, request));
    },
  );

  control.post(
    '/v1/admin/apps/:app/revoked',
    {
      schema: {
        operationId: 'revoke',
        summary: 'Revoke a key: published at once, and put into the draft',
        params: appParams,
        body: reference(RevokeInputSchema),
        response,
      },
    },
    async ({ params: { app }, body, who }, reply) => {
      const pin = parsePin(body.pin, 'pin');
      const request = await changeOf(engine, app, 'revoke', (content) => revokePin(content, pin));
      return answer(reply, app, await publishContent(engine, { ...request, ...wordsOf(body, who) }));
    },
  );

  control.delete(
    '/v1/admin/apps/:app/revoked/:pin',
    {
      schema: {
        operationId: 'unrevoke',
        summary: 'Take a revocation back; the pin is given in base64url',
        params: Type.Object({ ...appParams.properties, pin: Type.String({ maxLength: 64 }) }),
        body: reference(PublishInputSchema),
        response,
      },
    },
    async ({ params, body, who }, reply) => {
      const pin = pinOfPath(params.pin);
      const request = await changeOf(engine, params.app, 'unrevoke', (content) => unrevokePin(content, pin));
      if (!parseStoredDraft(request.basis.draft).content.revoked.has(pin)) {
        throw new LivepinError('LP_NOT_REVOKED', `${params.app} has not revoked the key ${pin}.`);
      }
      return answer(reply, params.app, await publishContent(engine, { ...request, ...wordsOf(body, who) }));
    },
  );
}

type ContentChange = (content: Draft['content']) => Draft['content'];

/** The same change to what is published, at once, and to the draft, so that the next publication does not undo it. */
async function changeOf(engine: Engine, app: string, kind: 'revoke' | 'unrevoke', change: ContentChange) {
  const basis = await findPublished(engine, app);
  const changeDraft = (draft: Draft): Draft => ({ ...draft, content: change(draft.content) });
  return { app, kind, basis, next: changeDraft(await withNewestProbes(engine, basis)), changeDraft } as const;
}

// Where a host is asked may have been mended in the draft since.
async function withNewestProbes(engine: Engine, basis: StoredPublication): Promise<Draft> {
  const { content, probes } = parseStoredDraft(basis.draft);
  const newest = parseStoredDraft((await findApp(engine, basis.app)).draft).probes;
  return { content, probes: new Map([...probes].map(([host, probe]) => [host, newest.get(host) ?? probe])) };
}

function wordsOf({ allow = [], note, above = 0 }: PublishInput, who: string) {
  return { allow: new Set(allow), note: note ?? null, above, who } satisfies Partial<PublishRequest>;
}

function pinOfPath(text: string): Pin {
  const bytes = decodeBase64Url(text);
  return parsePin(bytes ? encodeBase64(bytes) : text, 'The pin in the path');
}

function answer(reply: FastifyReply, app: string, outcome: PublishOutcome) {
  switch (outcome.kind) {
    case 'published': {
      const { epoch, version, iat, exp, overrides, findings } = outcome.publication;
      return { epoch, version, iat, exp, overrides: [...overrides], findings: JSON.parse(findings) as FindingJson[] };
    }
    case 'conflict':
      throw new LivepinError('LP_PUBLISH_CONFLICT', `${app} was not published: meanwhile, ${outcome.what}.`);
    case 'refused': {
      const { findings } = outcome;
      const first = findings.find(({ refuses }) => refuses)?.sentence ?? '';
      const count = findings.filter(({ refuses }) => refuses).length;
      const sentence = `${app} was not published. ${first}${count > 1 ? ` And ${count - 1} more.` : ''}`;
      return sendProblem(reply, 'LP_PUBLISH_REFUSED', sentence, findings) as never;
    }
  }
}
