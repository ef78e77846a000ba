import { LivepinError, normalizeHost } from '@livepin/core';
import { Type } from 'typebox';
import { type Draft, formatDraft, parseDraft, parseStoredDraft, revisionOf } from '../publish/draft.ts';
import { commitAndDeliver, type Engine } from '../publish/engine.ts';
import {
  type DomainInput,
  DraftInputSchema,
  type DraftJson,
  DraftSchema,
  HostInputSchema,
} from '../schemas/draft-schema.ts';
import { reference } from '../schemas/reference.ts';
import { appParams, type Control, problems } from './control.ts';
import { findApp } from './find-app.ts';

const hostParams = Type.Object({ ...appParams.properties, host: Type.String({ maxLength: 300 }) });

export function draftRoutes(control: Control, engine: Engine): void {
  control.get(
    '/v1/admin/apps/:app/draft',
    {
      schema: {
        operationId: 'getDraft',
        summary: 'The content of the next publication',
        params: appParams,
        response: { 200: reference(DraftSchema), ...problems },
      },
    },
    async ({ params }) => {
      const { draft } = await findApp(engine, params.app);
      return { ...formatDraft(parseStoredDraft(draft)), revision: revisionOf(draft) };
    },
  );

  control.put(
    '/v1/admin/apps/:app/draft',
    {
      schema: {
        operationId: 'putDraft',
        summary: 'Replace the draft as a whole',
        params: appParams,
        body: reference(DraftInputSchema),
        response: { 200: reference(DraftSchema), ...problems },
      },
    },
    async ({ params, body: { revision, ...input }, who }) =>
      changeDraft(engine, params.app, { who, detail: 'as a whole', revision }, () => parseDraft(input)),
  );

  control.put(
    '/v1/admin/apps/:app/draft/hosts/:host',
    {
      schema: {
        operationId: 'putHost',
        summary: 'Add a host to the draft, or replace its pin set',
        params: hostParams,
        body: reference(HostInputSchema),
        response: { 200: reference(DraftSchema), ...problems },
      },
    },
    async ({ params, body, who }) => {
      const host = normalizeHost(params.host, 'The host in the path');
      return changeDraft(engine, params.app, { who, detail: host }, (draft) => withHost(draft, { ...body, host }));
    },
  );

  control.delete(
    '/v1/admin/apps/:app/draft/hosts/:host',
    {
      schema: {
        operationId: 'deleteHost',
        summary: 'Take a host out of the draft',
        params: hostParams,
        response: { 200: reference(DraftSchema), ...problems },
      },
    },
    async ({ params, who }) => {
      const host = normalizeHost(params.host, 'The host in the path');
      return changeDraft(engine, params.app, { who, detail: `without ${host}` }, (draft) => withoutHost(draft, host));
    },
  );
}

/** The host keeps its place in the list: what is read as a diff should change where something changed. */
function withHost(draft: Draft, domain: DomainInput): Draft {
  const { domains, ...content } = formatDraft(draft);
  const isThere = domains.some(({ host }) => host === domain.host);
  const replaced = domains.map((other) => (other.host === domain.host ? domain : other));
  return parseDraft({ ...content, domains: isThere ? replaced : [...domains, domain] });
}

function withoutHost(draft: Draft, host: string): Draft {
  const { domains, ...content } = formatDraft(draft);
  const rest = domains.filter((other) => other.host !== host);
  if (rest.length < domains.length) return parseDraft({ ...content, domains: rest });
  throw new LivepinError('LP_HOST_UNKNOWN', `The draft has no host ${host}.`);
}

// In the queue, so that of two who change a host each at the same time both are kept; and of two who replace the draft as a
// whole, the second is told, where it says what it has read.
function changeDraft(
  engine: Engine,
  app: string,
  { who, detail, revision }: { who: string; detail: string; revision?: string | undefined },
  change: (draft: Draft) => Draft,
): Promise<DraftJson> {
  return engine.serially(async () => {
    const { draft: before } = await findApp(engine, app);
    if (revision !== undefined && revision !== revisionOf(before)) {
      throw new LivepinError('LP_DRAFT_CHANGED', `The draft of ${app} was changed since it was read.`);
    }
    const after = formatDraft(change(parseStoredDraft(before)));
    const draft = JSON.stringify(after);
    const committed = await commitAndDeliver(engine, {
      drafts: [{ app, draft }],
      audit: [{ at: engine.now(), who, action: 'change-draft', app, detail }],
    });
    if (committed.kind === 'committed') return { ...after, revision: revisionOf(draft) };
    throw new LivepinError('LP_APP_UNKNOWN', `The app ${app} was deleted meanwhile.`);
  });
}
