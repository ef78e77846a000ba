import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';
import { malformedSuppressions } from '../suppress.ts';

const suppressing = (comment: string) =>
  nsc(
    domainConfig('api.example.com', [a, b], null).replace(
      '    <domain includeSubdomains',
      `    ${comment}\n    <domain includeSubdomains`,
    ),
  );

export const suppressionMalformed: Rule = {
  id: 'suppression-malformed',
  title: 'Suppression without a reason',
  severity: 'warning',
  scope: 'file',
  forms: 'all',
  meaning:
    'A finding is to be let stand, and nobody says why: the next reader cannot know whether that still holds. It is not let stand.',
  repair: 'Write livepin-ignore RULE and then the reason.',
  standards: [],
  bad: {
    files: { [nscPath]: suppressing('<!-- livepin-ignore pin-set-no-expiry -->') },
    at: ['<!-- livepin-ignore pin-set-no-expiry -->'],
  },
  good: {
    files: { [nscPath]: suppressing('<!-- livepin-ignore pin-set-no-expiry the kiosk cannot be updated -->') },
  },
  check: (project) =>
    project.files.flatMap(({ file }) => malformedSuppressions(file).map((each) => ({ path: file.path, ...each }))),
};
