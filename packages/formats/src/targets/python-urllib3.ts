import type { Target } from '../target.ts';
import { pinnedHosts } from '../write/pinned-hosts.ts';
import { pythonContext, pythonSteps } from '../write/python-context.ts';

/** Documentation: urllib3, `PoolManager(ssl_context=…)`; requests, `HTTPAdapter.init_poolmanager`. */
export const pythonUrllib3: Target = {
  id: 'python-urllib3',
  title: 'Python, urllib3 and requests',
  generate(plan) {
    const { hosts, losses } = pinnedHosts(plan, { name: 'Python', compares: 'path', excludes: true });
    return {
      files: [{ path: 'pinned.py', text: pythonContext(plan, hosts) }],
      steps: [
        'Make every pool with urllib3.PoolManager(ssl_context=pinned_context()).',
        'For requests: a subclass of HTTPAdapter whose init_poolmanager and proxy_manager_for both pass ssl_context=pinned_context() on, mounted at https://: behind a proxy the latter alone is asked.',
        'Do not use assert_fingerprint: it compares the whole certificate, and switches the check of the name off.',
        'Ask with redirect=False (requests: allow_redirects=False), or look where a redirect leads: http:// is followed, and no pin is asked there.',
        ...pythonSteps,
      ],
      losses,
    };
  },
};
