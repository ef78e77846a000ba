import { expect, test } from 'vitest';
import { targets } from '../../src/targets.ts';
import { hostOf, keyOf, pins, planOf } from '../plans.ts';

// What cannot be compiled where the tests run, held to the text that was reviewed. After a change on purpose, vitest -u
// writes the files anew: then read the difference as a compiler would.
const [a, b, c, d, e] = pins;
const plan = planOf([
  hostOf('example.com', [keyOf(a), keyOf(b, 'intermediate'), keyOf(c, 'backup', 'backup.pem')], { subdomains: true }),
  hostOf('api.example.com', [keyOf(d), keyOf(e, 'backup', 'backup.pem')]),
  { ...hostOf('beta.example.com', [keyOf(d)]), mode: 'report' },
]);

test.each([
  { id: 'urlsession', reason: "Apple's Security framework is on Apple's systems alone" },
  { id: 'alamofire', reason: "Apple's Security framework is on Apple's systems alone" },
  { id: 'ktor', reason: 'the half for iOS needs Xcode' },
  { id: 'flutter-security-context', reason: 'Dart is not on npm, Maven Central or in Debian' },
  { id: 'flutter-dio', reason: 'Dart is not on npm, Maven Central or in Debian' },
  { id: 'flutter-http-certificate-pinning', reason: 'Dart is not on npm, Maven Central or in Debian' },
  { id: 'dotnet', reason: 'the .NET SDK is not on npm, Maven Central or in Debian' },
  { id: 'unity', reason: 'Unity must be licensed and installed by hand' },
  { id: 'capacitor', reason: 'the platforms enforce it' },
  { id: 'cordova', reason: 'the platforms enforce it' },
])('$id is what was reviewed, since $reason', async ({ id }) => {
  const { files } = targets.find((each) => each.id === id)!.generate(plan);
  for (const { path, text } of files) await expect(text).toMatchFileSnapshot(`../golden/${id}/${path}`);
});
