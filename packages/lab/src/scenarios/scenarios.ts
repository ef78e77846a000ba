import type { Scenario } from '../scenario.ts';
import { channelBlocked } from './channel-blocked.ts';
import { channelDelayed } from './channel-delayed.ts';
import { channelForeign } from './channel-foreign.ts';
import { channelGarbage } from './channel-garbage.ts';
import { channelReplayed } from './channel-replayed.ts';
import { coalescing } from './coalescing.ts';
import { connectToOtherHost } from './connect-to-other-host.ts';
import { earlyData } from './early-data.ts';
import { expired } from './expired.ts';
import { genuineChainAppended } from './genuine-chain-appended.ts';
import { genuineIntermediateAppended } from './genuine-intermediate-appended.ts';
import { genuineLeafWithoutKey } from './genuine-leaf-without-key.ts';
import { http3 } from './http3.ts';
import { nameChaining } from './name-chaining.ts';
import { nameChainingKeyIds } from './name-chaining-key-ids.ts';
import { plainHttpDowngrade } from './plain-http-downgrade.ts';
import { publicCa } from './public-ca.ts';
import { redirectToHttp } from './redirect-to-http.ts';
import { selfSigned } from './self-signed.ts';
import { sessionAfterPinChange } from './session-after-pin-change.ts';
import { sessionResumption } from './session-resumption.ts';
import { sharedSessionCache } from './shared-session-cache.ts';
import { strippedHsts } from './stripped-hsts.ts';
import { untrustedCa } from './untrusted-ca.ts';
import { userCa } from './user-ca.ts';
import { wrongName } from './wrong-name.ts';

/** All attacks, in the order in which they are tried and shown: the decisive ones first, groups together. */
export const scenarios: readonly Scenario[] = [
  userCa,
  publicCa,
  untrustedCa,
  selfSigned,
  wrongName,
  expired,
  genuineIntermediateAppended,
  genuineChainAppended,
  nameChaining,
  nameChainingKeyIds,
  genuineLeafWithoutKey,
  plainHttpDowngrade,
  strippedHsts,
  redirectToHttp,
  sessionResumption,
  sessionAfterPinChange,
  sharedSessionCache,
  earlyData,
  channelBlocked,
  channelReplayed,
  channelDelayed,
  channelGarbage,
  channelForeign,
  coalescing,
  connectToOtherHost,
  http3,
];
