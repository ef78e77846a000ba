import { a, b, c, pinner, pinnerPath, sha256 } from '../example-pieces.ts';
import { consequenceOf, found, pinsWith, quotedPin, rewritten } from '../places.ts';
import type { Rule } from '../rule.ts';

const urlSafe = sha256(a).replace('+', '-').replace('F/m', 'F_m');

export const pinNoncanonical: Rule = {
  id: 'pin-noncanonical',
  title: 'The pin is spelt in an odd way',
  severity: 'warning',
  scope: 'file',
  forms: 'all',
  meaning:
    'The URL-safe alphabet, white space within, or bits at the end that belong to no byte: some platforms read such a pin, others refuse it, and comparing texts misses it.',
  repair: 'Write it in the standard alphabet, without white space, as livepin pin prints it.',
  fixes: 'Writes the pin as every platform reads it.',
  standards: ['RFC 7469'],
  bad: { files: { [pinnerPath]: pinner(['api.example.com', urlSafe, sha256(b), sha256(c)]) }, at: [urlSafe] },
  good: { files: { [pinnerPath]: pinner(['api.example.com', sha256(a), sha256(b), sha256(c)]) } },
  check: (project) =>
    pinsWith(project, 'pin-noncanonical').map((each) => {
      const { place, pin, judged } = each;
      const canonical = `${judged.prefix}${judged.pin}`;
      const fix = rewritten(place, pin.span, pin.text, canonical);
      const read = pin.pin !== null;
      const then = read ? `read here as ${judged.pin}, and not everywhere` : consequenceOf(place.form);
      const sentence = `${quotedPin(each)} is no usual spelling: ${then}.`;
      return found(place, pin.span, sentence, { severity: read ? 'warning' : 'error', ...fix });
    }),
};
