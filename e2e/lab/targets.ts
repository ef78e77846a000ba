import type { LabTarget } from './target.ts';
import { chromiumTargets } from './targets/chromium.ts';
import { curlTargets } from './targets/curl.ts';
import { generatedTargets } from './targets/generated.ts';
import { goTargets } from './targets/go.ts';
import { livepinTargets } from './targets/livepin.ts';
import { nginxTargets } from './targets/nginx.ts';
import { nodeTargets } from './targets/node.ts';
import { okHttpTargets } from './targets/okhttp.ts';
import { opensslTargets } from './targets/openssl.ts';
import { pythonTargets } from './targets/python.ts';
import { updatingTargets } from './targets/updating.ts';
import { wgetTargets } from './targets/wget.ts';

/** Programs that are known to be good or bad, by engine. */
export const targets: readonly LabTarget[] = [
  ...curlTargets,
  ...opensslTargets,
  ...wgetTargets,
  ...pythonTargets,
  ...goTargets,
  ...okHttpTargets,
  ...nodeTargets,
  ...updatingTargets,
  ...livepinTargets,
  ...nginxTargets,
  ...chromiumTargets,
  ...generatedTargets,
];
