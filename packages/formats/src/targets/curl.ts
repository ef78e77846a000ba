import { isAddress } from '@livepin/core';
import { readCurl } from '../shell/curl-commands.ts';
import { rewriteCurl } from '../shell/rewrite-curl.ts';
import type { Loss, Target } from '../target.ts';
import { pinnedHosts } from '../write/pinned-hosts.ts';
import { headerComment } from '../write/text.ts';

const id = 'curl';
const holdsCommands =
  /\.(?:sh|bash|zsh|bats|ya?ml|mk)$|(?:^|\/)(?:[\w.-]*(?:Docker|Container|Make|Jenkins|just)file|\w+)$/i;

/** Documentation: curl, `--pinnedpubkey` (7.44.0). The server's own key alone is compared, as text. */
export const curl: Target = {
  id,
  title: 'curl command lines',
  generate(plan) {
    const { hosts, losses } = pinnedHosts(plan, { name: 'curl', compares: 'leaf', excludes: true });
    const commands = hosts
      .filter(({ pins }) => pins.length > 0)
      .map(({ host, pins }) => {
        const keys = pins.map((pin) => `sha256//${pin}`).join(';');
        return `curl --fail --proto '=https' --pinnedpubkey '${keys}' 'https://${isAddress(host) && host.includes(':') ? `[${host}]` : host}/'\n`;
      });
    const own: Loss[] = hosts
      .filter(({ subdomains, pins }) => subdomains && pins.length > 0)
      .map(({ host }) => ({
        rule: 'subdomain-depth-differs',
        sentence: `${host}: a command of curl has the pins of one request; give those for sub-domains the same --pinnedpubkey.`,
      }));
    if (plan.expires !== null) {
      own.push({
        rule: 'expiry-lost',
        sentence: 'A curl command has no date: it goes on refusing other keys after the pins have ended.',
      });
    }
    return {
      files: [
        { path: 'pinned-requests.sh', text: `#!/bin/sh\nset -e\n${headerComment(plan, '#')}\n${commands.join('')}` },
      ],
      steps: [
        'Keep the single quotes: a shell ends a command at the semicolon between two pins.',
        'Never add --insecure. Where a request is redirected, curl asks the next host for the same keys.',
        'curl 7.44.0 or newer is needed. It ends with status 90 where no pin matches.',
      ],
      losses: [...losses, ...own],
    };
  },
  reader: {
    recognizes: ({ path, text }) => holdsCommands.test(path) && (text?.includes('--pinnedpubkey') ?? false),
    read({ text }) {
      const { commands, problems } = readCurl(text ?? '');
      return { target: id, entries: commands.flatMap(({ entries }) => entries), problems };
    },
  },
  rewriter: { rewrite: ({ text }, plan) => rewriteCurl(text ?? '', plan) },
};
