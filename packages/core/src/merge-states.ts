import { compareBundles, compareVersions } from './bundle.ts';
import { type ClientState, newestRoot } from './client-state.ts';

/**
 * What two processes of one app know together, where both proved it from the same embedded documents: the longer line
 * of trust roots, the newer bundle, the higher memory. Nothing that either has seen is ever taken back.
 */
export function mergeStates(a: ClientState, b: ClientState): ClientState {
  const { roots } = newestRoot(a).version >= newestRoot(b).version ? a : b;
  // Of one bundle that both hold, the acceptance under the older root: its threshold is the one that was asked for first.
  const { held } = (compareBundles(a.held.bundle, b.held.bundle) || b.held.root - a.held.root) >= 0 ? a : b;
  const { epoch, version } = compareVersions(a.memory, b.memory) >= 0 ? a.memory : b.memory;
  const floorEpoch = Math.max(a.memory.floorEpoch, b.memory.floorEpoch);
  const floors = [a.memory, b.memory].filter((memory) => memory.floorEpoch === floorEpoch).map(({ floor }) => floor);
  return { ...a, roots, held, memory: { epoch, version, floor: Math.max(...floors), floorEpoch } };
}
