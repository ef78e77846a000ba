import type { Scenario } from '../scenario.ts';
import { attackWith, letThrough } from './moves.ts';

export const strippedHsts: Scenario = {
  id: 'stripped-hsts',
  title: 'Stripped HSTS',
  group: 'downgrades',
  attack:
    'Answers plain HTTP with the genuine pages, without Strict-Transport-Security and with every https:// made http://, as sslstrip does.',
  must: 'The app must ask for nothing of a pinned host over plain HTTP, not even for a redirect to https://.',
  why: 'One http:// address in an app, a link or a setting is enough: who answers it keeps the app on plain HTTP for all that follows. Connections that begin with TLS cannot be stripped.',
  repair:
    'Write https:// in every address of the app, forbid plain text for it, and have the host preloaded for HSTS where web views open it.',
  standards: ['MASVS-NETWORK-1', 'MASTG-TEST-0235', 'MASTG-TEST-0236', 'CWE-319'],
  needs: [],
  gaveNoOpening: 'spoke no plain HTTP, so that there was nothing to strip',
  deviceTrusts: [],
  isDecisive: false,
  passes: ['attacked'],
  treat: ({ isTarget, transport }) =>
    isTarget && transport === 'plain'
      ? attackWith({ kind: 'plain', answer: { kind: 'forward', strip: true } })
      : letThrough,
};
