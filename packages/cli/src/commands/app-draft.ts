import type { DraftInput } from '@livepin/admin';
import { LivepinError } from '@livepin/core';
import { adminAccess, adminOptions } from '../admin-access.ts';
import { defineCommand } from '../command.ts';
import { nameOf, readInput } from '../files.ts';
import { neededText, text } from '../sketch.ts';

export const appDraft = defineCommand({
  name: 'draft',
  summary: "print an app's draft as JSON, or replace it by a file",
  details: `For settings that livepin host does not have: refresh, unlisted, reportTo, sources, samplePer10000. What is printed
has a revision; a file that has one replaces no draft that was changed since.`,
  arguments: {
    app: neededText('<app>', 'the app'),
    file: text('[file]', 'the new draft, in the form in which it is printed; - is standard input'),
  },
  options: adminOptions,
  examples: ['livepin app draft com.example.bank > draft.json', 'livepin app draft com.example.bank draft.json'],
  async run({ app, file, ...options }) {
    const body = file === undefined ? null : parseDraft(await readInput(file), nameOf(file));
    const admin = await adminAccess(options);
    const draft = body ? await admin.putDraft({ app, body }) : await admin.getDraft({ app });
    const lines = body ? [`replaced the draft of ${app}`] : JSON.stringify(draft, null, 2).split('\n');
    return { json: draft, lines: () => lines };
  },
});

// What it must hold, the service knows: one schema, in one place.
function parseDraft(bytes: Uint8Array, where: string): DraftInput {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as DraftInput;
  } catch (cause) {
    throw new LivepinError('LP_FILE_UNREADABLE', `${where} is not JSON.`, { cause });
  }
}
