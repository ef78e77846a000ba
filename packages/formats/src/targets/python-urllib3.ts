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
        'For requests: a subclass of HTTPAdapter whose init_poolmanager passes ssl_context=pinned_context() on, mounted at https://.',
        'Do not use assert_fingerprint: it compares the whole certificate, and switches the check of the name off.',
        ...pythonSteps,
      ],
      losses,
    };
  },
};
