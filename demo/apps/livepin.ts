// The app pinned by Livepin. Its trust root and its first bundle were put into it when it was built.
import { livepin } from '@livepin/client';
import { runApp } from './run-app.ts';

const { APP: app = '', ROOT: root = '', SEED: seed = '', SOURCE: source = '', STORE: store = '' } = process.env;

const pinned = await livepin({ app, root: new URL(root), seed: new URL(seed), sources: [source], store });

// All that follows is for the demo: what the app tells of itself.
let [heals, refusal]: [number, string | null] = [0, null];
pinned.on('heal', ({ outcome }) => {
  if (outcome === 'newer') heals++;
});
pinned.on('refused', ({ code }) => {
  refusal = code;
});

const state = async () => {
  const { bundle, root: trusted } = pinned.status();
  return { epoch: bundle?.epoch ?? null, version: bundle?.version ?? null, root: trusted.version, heals, refusal };
};

runApp(async (url, headers) => (await pinned.fetch(url, { headers })).status, {
  state,
  poll: async () => {
    refusal = null;
    await pinned.refresh();
    return state();
  },
});
