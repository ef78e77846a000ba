import type { AdminApi, Domain } from '@livepin/admin';
import { type Bundle, type Host, LivepinError, type PinSet } from '@livepin/core';
import { chosenKeys, keysOfPins, type Loss, type PlannedHost, type PlannedKey, shownKeys } from '@livepin/formats';
import { anchorsFromPem } from '@livepin/tls';
import { parseEndpoint, type Target } from '@livepin/tls/probe';
import { type EndpointOptions, probeOptionsOf } from '../endpoint-options.ts';
import { type Asked, type AskedServer, askHosts } from './ask-hosts.ts';
import { meantOf } from './plan-of-files.ts';
import { choiceOf, type PlanSource, type PlanWishes } from './plan-source.ts';

/**
 * The sets of a bundle, and which of their pins is which key. A host that cannot be asked has keys of which nothing is known;
 * beside an SDK, where the keys of its CAs are wanted, that is a refusal.
 * @param known the keys of the servers, from files; null: the hosts were asked
 * @throws {LivepinError} beside an SDK, why a host showed nothing
 */
export function planOfApp(
  { app, domains, revoked }: Bundle,
  known: readonly PlannedKey[] | null,
  asked: Asked,
  wishes: PlanWishes,
): PlanSource {
  const inUse = new Map<Host, readonly PlannedKey[]>();
  const remarks: Loss[] = revoked.size > 0 ? [revocationLost(app, revoked.size)] : [];
  const hosts = domains.map(({ host, subdomains, mode, pins }: PinSet): PlannedHost => {
    const chain = asked.shown.get(host);
    const shown = known ?? (chain ? shownKeys(chain) : null);
    if (shown) inUse.set(host, shown);
    else
      remarks.push({
        rule: 'key-unknown',
        sentence: `${host}: which of its pins is which key is not known. ${whyOf(asked, host).message}`,
      });
    if (wishes.isBesideSdk) {
      if (!shown) throw whyOf(asked, host);
      const keys = chain ? chosenKeys(chain, choiceOf(wishes)) : meantOf(shown, wishes);
      return { host, subdomains, mode, keys };
    }
    const usable = [...pins].filter((pin) => !revoked.has(pin));
    if (usable.length === 0)
      remarks.push({ rule: 'empty-pin-set', sentence: `${host}: every pin of it is revoked, so it is left out.` });
    const keys = keysOfPins(usable, shown, { shown: app, unshown: `of ${app}, on no server` });
    return { host, subdomains, mode, keys };
  });
  return { hosts: hosts.filter(({ keys }) => keys.length > 0), inUse, expires: null, remarks, revoked };
}

/** A platform asks one list of pins: it refuses no key below a CA that is in it, and hears of nothing after its release. */
function revocationLost(app: string, count: number): Loss {
  const keys = count === 1 ? '1 key' : `${count} keys`;
  const sentence = `${app} revokes ${keys}. No form can: a revoked key is left out, and accepted all the same below a CA that is pinned, and by builds that pin it until they are updated.`;
  return { rule: 'revocation-lost', sentence };
}

function whyOf({ silent }: Asked, host: Host): LivepinError {
  return silent.get(host) ?? new LivepinError('LP_UNREACHABLE', `${host} is not asked, as its draft says.`);
}

/**
 * Asks the hosts of an app as the service does: where they really are, says the draft, which whoever has the admin token may
 * read.
 * @param options where they are asked instead, if anything is given
 */
export async function askAsService(
  hosts: readonly Host[],
  admin: AdminApi | null,
  app: string,
  options: EndpointOptions,
): Promise<Asked> {
  const isGiven = options.connect !== undefined || options.ca !== undefined;
  const domains = admin && !isGiven ? (await admin.getDraft({ app })).domains : [];
  const probes = new Map(domains.map(({ host, probe }) => [host, probe]));
  const servers = await Promise.all(hosts.map((host) => serverOf(host, probes.get(host), options)));
  return askHosts(servers.filter((server) => server !== null));
}

/** Null: it cannot be asked from outside. */
async function serverOf(host: Host, probe: Domain['probe'], options: EndpointOptions): Promise<AskedServer | null> {
  if (probe === 'none') return null;
  const { port = 443, connect, ca } = probe ?? {};
  const target: Target = { endpoint: { host, port }, startTls: null };
  const given = await probeOptionsOf(target, options);
  return {
    target,
    options: {
      ...given,
      ...(connect === undefined ? {} : { connect: parseEndpoint(connect, port) }),
      ...(ca === undefined ? {} : { anchors: anchorsFromPem([ca]) }),
    },
  };
}
