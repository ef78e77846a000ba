import type { Family } from '../case.ts';
import { commonNames } from './common-names.ts';
import { crossSigns } from './cross-signs.ts';
import { crowds } from './crowds.ts';
import { dates } from './dates.ts';
import { forgedCopies } from './forged-copies.ts';
import { genuineServers } from './genuine.ts';
import { handshakes } from './handshakes.ts';
import { namesAndPurposes } from './names-and-purposes.ts';
import { namesakes } from './namesakes.ts';
import { oneKeyTwice } from './one-key-twice.ts';
import { revokedKeys } from './revoked-keys.ts';
import { rogueCa } from './rogue-ca.ts';
import { textInside } from './text-inside.ts';
import { weakKeys } from './weak-keys.ts';

/** All servers of the suite. */
export const families: readonly Family[] = [
  genuineServers,
  rogueCa,
  namesakes,
  oneKeyTwice,
  forgedCopies,
  textInside,
  crossSigns,
  dates,
  namesAndPurposes,
  commonNames,
  weakKeys,
  revokedKeys,
  crowds,
  handshakes,
];

export const cases = families.flatMap((family) => family.cases);
