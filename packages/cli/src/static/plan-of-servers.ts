import { chosenKeys, isManagedIssuer, type PlannedHost, shownKeys } from '@livepin/formats';
import { type AskedServer, askHosts } from './ask-hosts.ts';
import { choiceOf, type PlanSource, type PlanWishes } from './plan-source.ts';

/**
 * What live servers show. All of them must be trusted, for what they show is pinned.
 * @throws {LivepinError} LP_UNREACHABLE, LP_CHAIN_UNTRUSTED, LP_CERTIFICATE_EXPIRED, LP_NAME_MISMATCH
 */
export async function planOfServers(servers: readonly AskedServer[], wishes: PlanWishes): Promise<PlanSource> {
  const { shown, silent } = await askHosts(servers);
  for (const error of silent.values()) throw error;
  const choice = choiceOf(wishes);
  const hosts = [...shown].map(
    ([host, chain]): PlannedHost => ({
      host,
      subdomains: wishes.subdomains,
      mode: wishes.isReportOnly ? 'report' : 'enforce',
      keys: chosenKeys(chain, choice),
    }),
  );
  const inUse = new Map([...shown].map(([host, chain]) => [host, shownKeys(chain)]));
  const remarks = [...shown].flatMap(([host, { served }]) => {
    const issuer = served[0]?.issuer ?? '';
    if (!['leaf', 'all'].includes(choice) || !isManagedIssuer(issuer)) return [];
    const sentence = `${host}: its certificate is of ${issuer}, and renewals there make a new key unless they are told to keep it.`;
    return [{ rule: 'leaf-pin-key-rotates', sentence }];
  });
  return { hosts, inUse, expires: null, remarks };
}
