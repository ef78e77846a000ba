import { codeIn, has, matchesIn } from '../code.ts';
import { found } from '../places.ts';
import type { Rule } from '../rule.ts';

const off = /(?:setE|e)nablePublicKeyPinningBypassForLocalTrustAnchors \( false \)/;

const engine = (bypass: string) => `import org.chromium.net.CronetEngine

fun engine(context: Context, pins: Set<ByteArray>, until: Date): CronetEngine =
    CronetEngine.Builder(context)
        .addPublicKeyPins("api.example.com", pins, true, until)
${bypass}        .build()
`;

export const cronetLocalAnchorBypass: Rule = {
  id: 'cronet-local-anchor-bypass',
  title: 'Cronet lets installed CAs past the pins',
  severity: 'error',
  scope: 'file',
  forms: ['cronet'],
  meaning:
    'Unless told otherwise, Cronet asks no pin where the chain ends in a CA that was installed on the device: the very attack that pins are for.',
  repair: 'Call enablePublicKeyPinningBypassForLocalTrustAnchors(false).',
  standards: ['MASWE-0047', 'MASWE-0052', 'CWE-295'],
  bad: { files: { 'app/src/main/java/com/example/Engine.kt': engine('') }, at: ['addPublicKeyPins'] },
  good: {
    files: {
      'app/src/main/java/com/example/Engine.kt': engine(
        '        .enablePublicKeyPinningBypassForLocalTrustAnchors(false)\n',
      ),
    },
  },
  check: (project) =>
    codeIn(project, 'kotlin', 'java')
      .filter((code) => !has(code, off))
      .flatMap((code) =>
        matchesIn(code, /addPublicKeyPins \(/).map(({ span }) =>
          found(
            code,
            span,
            'These pins do not hold for CAs that are installed on the device: the bypass is not set to false.',
          ),
        ),
      ),
};
