import { isDue } from '../publish/next-order.ts';
import type { StoredPublication } from '../store/store.ts';
import { newestRootOf, pinSignersUnder, rootSignersUnder, type Trust } from '../trust/trust.ts';

const secondsPerDay = 86_400;
const rootWarningDays = 180;

/** What an operator should see to, each in a sentence. @param now seconds since 1970 */
export function warningsOf(trust: Trust, current: readonly StoredPublication[], now: number): string[] {
  const newest = newestRootOf(trust);
  if (!newest) return ['There is no trust root yet, so nothing can be published: livepin root init --offline.'];
  const { version, exp, roles } = newest;
  const days = Math.floor((exp - now) / secondsPerDay);
  const ahead = current.filter(({ iat }) => iat > now);
  const overdue = current.filter((one) => isDue(one, now));
  return [
    ...(rootSignersUnder(newest, trust.rootKeys).length >= roles.root.threshold
      ? [
          'The root keys lie beside the service; before an app is released, make them apart: livepin root init --offline.',
        ]
      : []),
    ...(days < rootWarningDays
      ? [`Trust root ${version} expires in ${days} days: hold the ceremony for the next.`]
      : []),
    ...(pinSignersUnder(newest, trust.pinKeys).length < roles.pins.threshold
      ? [`The service lacks pin keys that trust root ${version} lists: nothing can be signed.`]
      : []),
    ...ahead.map(({ app }) => `${app} was signed at a later time than it is: a clock was or is wrong.`),
    ...overdue.map(({ app }) => `${app} should have been signed anew, and was not: see what the service printed.`),
  ];
}
