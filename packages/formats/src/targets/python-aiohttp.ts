import type { Target } from '../target.ts';
import { pinnedHosts } from '../write/pinned-hosts.ts';
import { pythonContext, pythonSteps } from '../write/python-context.ts';

/** Documentation: aiohttp, `TCPConnector(ssl=…)`. */
export const pythonAiohttp: Target = {
  id: 'python-aiohttp',
  title: 'Python, aiohttp',
  generate(plan) {
    const { hosts, losses } = pinnedHosts(plan, { name: 'Python', compares: 'path', excludes: true });
    return {
      files: [{ path: 'pinned.py', text: pythonContext(plan, hosts) }],
      steps: [
        'Make every session with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=pinned_context())).',
        'Do not use aiohttp.Fingerprint: it compares the whole certificate, on a connection that nothing else verifies.',
        'Ask with allow_redirects=False, or look where a redirect leads: http:// is followed, and no pin is asked there.',
        ...pythonSteps,
      ],
      losses,
    };
  },
};
