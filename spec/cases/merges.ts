import { day0, makeBundle, makeRoot, oneDay, pinKeys } from '@livepin/testkit';
import type { ClientVector } from '../vector.ts';
import { bundle, type Cases, chain, merge, restart, root, story } from './story.ts';

// What two processes of one app know together. Only for SDKs whose apps can have several processes over one store.

const [p1, p2] = pinKeys as [(typeof pinKeys)[0], (typeof pinKeys)[0]];
const at = (days: number) => day0 + days * oneDay;
const make = (payload: Record<string, unknown>, signers = [p1]) => makeBundle(chain, payload, signers);

const two = await make({ version: 2, iat: at(1) });
const five = await make({ version: 5, iat: at(2) });
const fiveAnew = await make({ version: 5, iat: at(4) });
const root2 = await makeRoot({ version: 2, payload: { chain } });
const root3 = await makeRoot({ version: 3, payload: { chain } });
const raised = await makeRoot({ version: 2, epoch: 2, pinKeys: [p2], payload: { chain, iat: at(3) } });
const recovered = await make({ epoch: 2, version: 1, root: 2, iat: at(3) }, [p2]);

export const merges: Cases<ClientVector> = {
  'nothing-new': story('two that know the same', [merge([], { root: 1, inForce: '1.1', memory: '1.1', floor: day0 })]),
  'newer-bundle-there': story('the other has a newer bundle', [
    bundle(two, 'accepted', { clock: at(2) }),
    merge(
      [bundle(five, 'accepted', { clock: at(2) })],
      { inForce: '1.5', memory: '1.5', floor: at(2), freshness: 'fresh' },
      at(2),
    ),
    bundle(two, 'LP_BUNDLE_ROLLBACK', { clock: at(2) }),
    restart({ clock: at(2), after: { inForce: '1.5', memory: '1.5', floor: at(2) } }),
  ]),
  'newer-bundle-here': story('the other has an older bundle', [
    bundle(five, 'accepted', { clock: at(2) }),
    merge([bundle(two, 'accepted', { clock: at(2) })], { inForce: '1.5', memory: '1.5', floor: at(2) }, at(2)),
  ]),
  'newer-copy': story('of two copies of one version the newer', [
    bundle(five, 'accepted', { clock: at(2) }),
    merge([bundle(fiveAnew, 'accepted', { clock: at(4) })], { inForce: '1.5', iat: at(4), floor: at(4) }, at(4)),
  ]),
  'longer-line-of-roots': story('the longer line of trust roots', [
    root(root2, 'accepted'),
    merge([root(root2, 'accepted'), root(root3, 'accepted')], { root: 3, inForce: '1.1' }),
    restart({ after: { root: 3 } }),
  ]),
  'bundle-here-root-there': story('a bundle from one, a trust root from the other', [
    bundle(five, 'accepted', { clock: at(2) }),
    merge([root(root2, 'accepted')], { root: 2, inForce: '1.5', memory: '1.5' }, at(2)),
    restart({ clock: at(2), after: { root: 2, inForce: '1.5' } }),
  ]),
  'root-there-drops-key': story('a trust root that the other knows drops the key of the bundle', [
    bundle(five, 'accepted', { clock: at(2) }),
    merge([root(raised, 'accepted', { clock: at(3) })], { root: 2, inForce: null, memory: '1.5' }, at(3)),
    bundle(five, 'LP_BUNDLE_SIGNATURES', { clock: at(3) }),
    bundle(recovered, 'accepted', { clock: at(3), after: { inForce: '2.1' } }),
  ]),
  'higher-epoch-there': story('the other has gone on to a higher epoch, whatever version this one has reached', [
    bundle(await make({ version: 9_007_199_254_740_991, iat: at(2) }), 'accepted', { clock: at(2) }),
    merge(
      [root(raised, 'accepted', { clock: at(3) }), bundle(recovered, 'accepted', { clock: at(3) })],
      { root: 2, inForce: '2.1', memory: '2.1', floor: at(3) },
      at(3),
    ),
  ]),
  'higher-floor-of-one-epoch': story('within one epoch the higher floor', [
    bundle(two, 'accepted', { clock: at(1), after: { floor: at(1) } }),
    merge(
      [bundle(await make({ version: 2, iat: at(30) }), 'accepted', { clock: at(10), after: { floor: at(11) } })],
      { floor: at(11) },
      at(10),
    ),
  ]),
  'floor-of-the-higher-epoch': story('of two epochs the floor of the higher one, though it is lower', [
    bundle(await make({ version: 2, iat: at(100) }), 'accepted', { clock: at(100), after: { floor: at(100) } }),
    merge(
      [root(raised, 'accepted', { clock: at(3), after: { floor: at(3) } })],
      { floor: at(3), inForce: null },
      at(3),
    ),
  ]),
  'memory-outlives-a-lost-bundle': story('the other remembers a version whose bundle it has lost', [
    merge(
      [
        bundle(five, 'accepted', { clock: at(2) }),
        restart({
          restart: { store: damagedStore() },
          clock: at(2),
          dropped: ['LP_JSON_MALFORMED', 'LP_JSON_MALFORMED'],
          after: { inForce: '1.1', memory: '1.5' },
        }),
      ],
      { inForce: '1.1', memory: '1.5' },
      at(2),
    ),
    bundle(two, 'LP_BUNDLE_ROLLBACK', { clock: at(2) }),
  ]),
};

function damagedStore(): string {
  const memory = { epoch: 1, version: 5, floor: at(2), floorEpoch: 1 };
  const stored = { livepin: 1, app: 'com.example.bank', chain, roots: ['{'], bundle: '{', bundleRoot: 1, memory };
  return JSON.stringify(stored);
}
