import { a, ats, atsDomain, b } from '../example-pieces.ts';
import { isOf } from '../forms.ts';
import { found, placesIn, rewritten } from '../places.ts';
import type { Rule } from '../rule.ts';

export const hostUppercase: Rule = {
  id: 'host-uppercase',
  title: 'Capitals in the host',
  severity: 'warning',
  scope: 'file',
  forms: 'all',
  meaning:
    'App Transport Security and TrustKit compare names as they are written, and requests have them in lower case: with a capital in it the host is not pinned there.',
  repair: 'Write it in lower case.',
  fixes: 'Writes the host in lower case, unless that names one that the file has already.',
  standards: ['MASVS-NETWORK-2'],
  bad: { files: { 'ios/App/Info.plist': ats(atsDomain('API.example.com', [a, b])) }, at: ['API.example.com'] },
  good: { files: { 'ios/App/Info.plist': ats(atsDomain('api.example.com', [a, b])) } },
  check: (project) =>
    placesIn(project)
      .filter(({ entry }) => /[A-Z]/.test(entry.host.text) && !/[/:@\s$]/.test(entry.host.text))
      .map((place) => {
        const { host } = place.entry;
        const lower = host.text.replaceAll(/[A-Z]+/g, (upper) => upper.toLowerCase());
        const isTaken = place.config.entries.some((entry) => entry.host.text === lower);
        const fix = isTaken ? {} : rewritten(place, host.span, host.text, lower);
        if (isOf(place.config, 'ats', 'trustkit', 'trustkit-android')) {
          return found(place, host.span, `${host.text} never equals the name of a request, which is ${lower}.`, fix);
        }
        const sentence = `${host.text} has capitals: it matches here, and not on every platform.`;
        return found(place, host.span, sentence, { severity: 'info', ...fix });
      }),
};
