import { Type } from 'typebox';
import { diffContents } from '../publish/diff-contents.ts';
import { formatDraft, parseStoredDraft } from '../publish/draft.ts';
import type { Engine } from '../publish/engine.ts';
import {
  DifferenceSchema,
  type FindingJson,
  VersionDetailsSchema,
  VersionSchema,
} from '../schemas/publication-schema.ts';
import { reference } from '../schemas/reference.ts';
import type { StoredVersion } from '../store/store.ts';
import { appParams, type Control, problems } from './control.ts';
import { findApp, findVersion } from './find-app.ts';

const versionText = Type.String({ pattern: '^[1-9][0-9]{0,14}$' });
const toText = Type.String({ pattern: '^([1-9][0-9]{0,14}|draft)$', description: 'A version, or "draft".' });

export function historyRoutes(control: Control, engine: Engine): void {
  control.get(
    '/v1/admin/apps/:app/versions',
    {
      schema: {
        operationId: 'listVersions',
        summary: 'The history of an app, newest first',
        params: appParams,
        response: { 200: Type.Array(reference(VersionSchema)), ...problems },
      },
    },
    async ({ params: { app } }) => {
      await findApp(engine, app);
      return (await engine.store.history(app)).map(describe);
    },
  );

  control.get(
    '/v1/admin/apps/:app/versions/:version',
    {
      schema: {
        operationId: 'getVersion',
        summary: 'One version: who published what, when and why',
        params: Type.Object({ ...appParams.properties, version: versionText }),
        response: { 200: reference(VersionDetailsSchema), ...problems },
      },
    },
    async ({ params: { app, version } }) => {
      const publication = await findVersion(engine, app, Number(version));
      const findings = JSON.parse(publication.findings) as FindingJson[];
      return { ...describe(publication), findings, content: formatDraft(parseStoredDraft(publication.draft)) };
    },
  );

  control.get(
    '/v1/admin/apps/:app/diff',
    {
      schema: {
        operationId: 'diff',
        summary: 'What differs between two versions; by default between the newest and the draft',
        params: appParams,
        querystring: Type.Object(
          { from: Type.Optional(versionText), to: Type.Optional(toText) },
          { additionalProperties: false },
        ),
        response: { 200: reference(DifferenceSchema), ...problems },
      },
    },
    async ({ params: { app }, query }) => {
      const from =
        query.from === undefined ? await engine.store.currentOf(app) : await findVersion(engine, app, +query.from);
      const to = await contentOf(engine, app, query.to ?? 'draft');
      const difference = diffContents(from ? parseStoredDraft(from.draft).content : null, to);
      return structuredClone(difference) as { hosts: never[]; members: never[] };
    },
  );
}

async function contentOf(engine: Engine, app: string, version: string) {
  const { draft } = version === 'draft' ? await findApp(engine, app) : await findVersion(engine, app, Number(version));
  return parseStoredDraft(draft).content;
}

function describe(publication: StoredVersion) {
  const { epoch, version, iat, exp, root, kind, who, at, note, overrides } = publication;
  return { epoch, version, iat, exp, root, kind, who, at, note, overrides: [...overrides] };
}
