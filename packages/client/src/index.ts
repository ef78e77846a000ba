export { LivepinError } from '@livepin/core';
export type { HealReport, LivepinEvents, PinFailure, RefreshReport, SeenCertificate } from './engine/index.ts';
export { PinError } from './engine/index.ts';
export type { DocumentSource, Livepin, LivepinOptions, LivepinStatus } from './livepin.ts';
export { livepin } from './livepin.ts';
export type { PinnedAgent } from './node/agent.ts';
