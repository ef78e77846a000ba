import { a, b, sslPinning, trustKit, trustKitDomain } from '../example-pieces.ts';
import { isOf } from '../forms.ts';
import { found, keyOf, pinsOf, placesIn } from '../places.ts';
import type { Rule } from '../rule.ts';

export const trustKitTooFewPins: Rule = {
  id: 'trustkit-too-few-pins',
  title: 'TrustKit wants two pins',
  severity: 'error',
  scope: 'file',
  forms: ['trustkit', 'trustkit-android', 'rn-public-key', 'rn-ssl-manager'],
  meaning:
    'TrustKit throws when a host that is enforced has fewer than two different pins: the app ends at launch, on every device.',
  repair: 'Add a backup pin.',
  standards: ['MASWE-0047'],
  bad: {
    files: {
      'ios/App/Info.plist': trustKit(trustKitDomain('api.example.com', [a])),
      'src/pins.js': sslPinning(`'push.example.com': { publicKeyHashes: ['${a}'] },\n`),
    },
    at: ['api.example.com', 'push.example.com'],
  },
  good: { files: { 'ios/App/Info.plist': trustKit(trustKitDomain('api.example.com', [a, b])) } },
  check: (project) =>
    placesIn(project)
      // Readers of files say it themselves. Without any pin, empty-pin-set does.
      .filter(({ config, entry }) => isOf(config, 'rn-public-key') && !entry.isPartial && entry.pins.length > 0)
      .filter((place) => new Set(pinsOf(place).map(keyOf)).size < 2)
      .map((place) => {
        const { host } = place.entry;
        return found(place, host.span, `${host.text} has one pin: on iOS TrustKit throws, and the app ends.`);
      }),
};
