import { unpinned } from './1-unpinned.ts';
import { pinned } from './2-pinned.ts';
import { plannedRotation } from './3-planned-rotation.ts';
import { unannouncedChange } from './4-unannounced-change.ts';
import { stolenLeafKey } from './5-stolen-leaf-key.ts';
import { stolenPinKey } from './6-stolen-pin-key.ts';
import { serviceDown } from './7-service-down.ts';
import { hostileNetwork } from './8-hostile-network.ts';
import type { Scene } from './scene.ts';

/** The whole story, in the order in which it is told: later scenes begin where earlier ones ended. */
export const story: readonly Scene[] = [
  unpinned,
  pinned,
  plannedRotation,
  unannouncedChange,
  stolenLeafKey,
  stolenPinKey,
  serviceDown,
  hostileNetwork,
];
