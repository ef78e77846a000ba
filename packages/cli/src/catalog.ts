import type { Command, Group } from './command.ts';

export interface Entry {
  readonly name: string;
  readonly summary: string;
  /** Loaded when it is wanted: `livepin pin` need not read the service's code. */
  load(): Promise<Command | Group>;
}

/** All commands, in the order of the help text. */
export const catalog: readonly Entry[] = [
  {
    name: 'pin',
    summary: 'print the pins of certificates, requests and keys, or of what a server shows',
    load: async () => (await import('./commands/pin.ts')).pin,
  },
  {
    name: 'convert',
    summary: 'convert keys and certificates between their forms, and static pins between theirs',
    load: async () => (await import('./commands/convert.ts')).convert,
  },
  {
    name: 'check',
    summary: 'say whether a server would be accepted under given pins or a bundle',
    load: async () => (await import('./commands/check.ts')).check,
  },
  {
    name: 'probe',
    summary: 'look at many servers at once: their keys, certificates and what is wrong with them',
    load: async () => (await import('./commands/probe.ts')).probe,
  },
  {
    name: 'verify',
    summary: 'say whether an app would accept a bundle',
    load: async () => (await import('./commands/verify.ts')).verify,
  },
  {
    name: 'init',
    summary: 'fetch and prove what an app embeds: its trust root and its seed',
    load: async () => (await import('./commands/init.ts')).init,
  },
  {
    name: 'generate',
    summary: 'write static pins for a platform or library, from servers, files or the service',
    load: async () => (await import('./commands/generate.ts')).generate,
  },
  {
    name: 'import',
    summary: "read the static pins of a project's files, and put them into an app's draft",
    load: async () => (await import('./commands/import.ts')).importPins,
  },
  {
    name: 'lint',
    summary: 'say what is wrong with the static pins and the TLS settings of a project',
    load: async () => (await import('./commands/lint.ts')).lint,
  },
  {
    name: 'sync',
    summary: "bring a project's static pins, trust root and seed in step with the service",
    load: async () => (await import('./commands/sync.ts')).sync,
  },
  {
    name: 'lab',
    summary: 'attack an app as a man in the middle would, and say which of its hosts are pinned',
    load: async () => (await import('./commands/lab.ts')).lab,
  },
  {
    name: 'serve',
    summary: 'run the service',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
  {
    name: 'status',
    summary: 'show how the service, its trust roots, keys and apps stand',
    load: async () => (await import('./commands/status.ts')).status,
  },
  {
    name: 'app',
    summary: 'list, add, show and remove apps; their drafts, history and static pins',
    load: async () => (await import('./commands/app.ts')).app,
  },
  {
    name: 'host',
    summary: "edit the hosts of an app's draft",
    load: async () => (await import('./commands/host.ts')).host,
  },
  {
    name: 'publish',
    summary: "sign an app's draft and hand it to its apps",
    load: async () => (await import('./commands/publish.ts')).publish,
  },
  {
    name: 'revoke',
    summary: 'have apps refuse a key from now on',
    load: async () => (await import('./commands/revoke.ts')).revoke,
  },
  {
    name: 'root',
    summary: 'make, sign, show and publish trust roots',
    load: async () => (await import('./commands/root.ts')).root,
  },
  {
    name: 'key',
    summary: 'make and show key files; the pin keys of the service',
    load: async () => (await import('./commands/key.ts')).key,
  },
  {
    name: 'show',
    summary: 'show certificates, chains, requests and keys, with their pins and what is wrong with them',
    load: async () => (await import('./commands/show.ts')).show,
  },
  {
    name: 'csr',
    summary: 'make requests for certificates, with the right names and the right key',
    load: async () => (await import('./commands/csr.ts')).csr,
  },
  {
    name: 'ca',
    summary: 'make a CA for development and the certificates of its servers',
    load: async () => (await import('./commands/ca.ts')).ca,
  },
  {
    name: 'completion',
    summary: 'print the completion script of a shell',
    load: async () => (await import('./commands/completion.ts')).completion,
  },
];
