import { isAddress, LivepinError } from '@livepin/core';
import type { PlannedHost } from '../plan.ts';
import { readOptions } from '../react-native/read-options.ts';
import { rewriteOptions } from '../react-native/rewrite-options.ts';
import type { Loss, Target } from '../target.ts';
import { addressLosses } from '../write/address-losses.ts';
import { lastSafeDay } from '../write/date.ts';
import { isBelowPinned, type PinnedHost, pinnedHosts } from '../write/pinned-hosts.ts';
import { headerComment, quoted } from '../write/text.ts';

const name = 'react-native-ssl-public-key-pinning';

/** Documentation: its README (1.2). Android hands the hosts to OkHttp, iOS to TrustKit: what one of them refuses is refused. */
export const reactNativeSslPublicKeyPinning: Target = {
  id: name,
  title: `React Native, ${name}`,
  generate(plan) {
    const isNamed = ({ host }: PlannedHost) => !isAddress(host);
    const form = { name, compares: 'path', excludes: false } as const;
    const { hosts, losses } = pinnedHosts({ ...plan, hosts: plan.hosts.filter(isNamed) }, form);
    for (const { host, pins } of hosts) {
      if (pins.length >= 2) continue;
      throw new LivepinError(
        'LP_FORM_TOO_FEW_PINS',
        `${host}: on iOS the app would end with an exception: TrustKit wants two pins.`,
      );
    }
    const day = plan.expires === null ? null : lastSafeDay(plan.expires);
    const text = `${headerComment(plan, '//')}
import { initializeSslPinning } from 'react-native-ssl-public-key-pinning';

/** To be awaited before the first request: until then nothing is pinned. */
export async function pinServers() {
  await initializeSslPinning({
${hosts.map((pinned) => entryOf(pinned, day)).join('')}  });
}
`;
    return {
      files: [{ path: 'pin-servers.js', text }],
      steps: [
        `Install ${name} and await pinServers() where the app starts, before anything is fetched.`,
        'It covers fetch and XMLHttpRequest: no WebSocket, WebView or native module. On Android, React Native 0.65 or newer is needed.',
      ],
      losses: [...losses, ...overlaps(hosts), ...addressLosses(plan, name)],
    };
  },
  reader: {
    recognizes: ({ path, text }) => /\.[cm]?[jt]sx?$/.test(path) && (text?.includes('initializeSslPinning') ?? false),
    read({ text }) {
      const { entries, problems } = readOptions(text ?? '');
      return { target: name, entries: entries.map(({ items: _, date: __, ...entry }) => entry), problems };
    },
  },
  rewriter: { rewrite: ({ text }, plan) => rewriteOptions(text ?? '', plan) },
};

function entryOf({ host, subdomains, pins }: PinnedHost, day: string | null): string {
  return `    '${host}': {
      includeSubdomains: ${subdomains},
      publicKeyHashes: [${quoted(pins, "'")}],
${day === null ? '' : `      expirationDate: '${day}',\n`}    },
`;
}

function overlaps(hosts: readonly PinnedHost[]): Loss[] {
  return hosts
    .filter(({ host }) => isBelowPinned(host, hosts))
    .map(({ host }) => ({
      rule: 'okhttp-overlap',
      sentence: `${host}: on Android the pins of the host above it are accepted here too.`,
    }));
}
