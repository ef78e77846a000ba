import { okHttpPin, type PinReader, readPinner, readPinnerConfig } from '../okhttp/read-pinner.ts';
import { rewritePinner } from '../okhttp/rewrite-pinner.ts';
import type { Target } from '../target.ts';
import { strictPin } from '../text/read-pin.ts';
import { addCalls, okHttpNeeds, okHttpPatterns } from '../write/okhttp-patterns.ts';
import { expiryReason, headerComment } from '../write/text.ts';
import { isKtor, isPinner, kotlinPinner } from './okhttp-kotlin.ts';

const id = 'ktor';

/**
 * Documentation: Ktor client engines (OkHttp and Darwin). The Darwin engine has a CertificatePinner of its own with the
 * same patterns, which are added up in the same way; it compares the base64 as text and does not know P-521 or Ed25519.
 */
export const ktor: Target = {
  id,
  title: 'Ktor client, engines OkHttp and Darwin',
  generate(plan) {
    const patterns = okHttpPatterns(plan, 'Ktor');
    const header = headerComment(plan, '//');
    const android = `${header}
import io.ktor.client.HttpClient
import io.ktor.client.engine.okhttp.OkHttp
import okhttp3.CertificatePinner

fun pinnedClient(): HttpClient = HttpClient(OkHttp) {
    engine { config { certificatePinner(pinnedKeys()) } }
}

${kotlinPinner(addCalls(patterns, '        '), plan.expires)}`;
    const [imports, check] =
      plan.expires === null
        ? ['', '']
        : [
            'import platform.Foundation.NSDate\nimport platform.Foundation.timeIntervalSince1970\n',
            `        // ${expiryReason(plan.expires)}
        if (NSDate().timeIntervalSince1970 >= ${plan.expires}.0) return@engine
`,
          ];
    const darwin = `${header}
import io.ktor.client.HttpClient
import io.ktor.client.engine.darwin.Darwin
import io.ktor.client.engine.darwin.certificates.CertificatePinner
${imports}
fun pinnedClient(): HttpClient = HttpClient(Darwin) {
    engine {
${check}        handleChallenge(
            CertificatePinner.Builder()
${addCalls(patterns, '                ')}                .build()
        )
    }
}
`;
    return {
      files: [
        { path: 'src/androidMain/kotlin/PinnedClient.kt', text: android },
        { path: 'src/iosMain/kotlin/PinnedClient.kt', text: darwin },
      ],
      steps: [
        'Make every client with pinnedClient(). Engines other than OkHttp and Darwin (Android, CIO, Java) ignore both files.',
        'On Darwin the server keys must be RSA of 2048, 3072 or 4096 bits, P-256 or P-384: other keys match no pin.',
        ...okHttpNeeds(patterns),
      ],
      losses: patterns.losses,
    };
  },
  reader: {
    recognizes: ({ path, text }) => /\.kts?$/.test(path) && isPinner(text ?? '') && isKtor(text ?? ''),
    read: (file) => readPinnerConfig(id, file, 'kotlin', pinReader(file.text ?? '')),
  },
  rewriter: {
    rewrite: ({ text }, plan) =>
      rewritePinner(text ?? '', readPinner(text ?? '', 'kotlin', pinReader(text ?? '')).entries, plan),
  },
};

/** On Darwin the base64 is compared as text. */
function pinReader(text: string): PinReader {
  return text.includes('io.ktor.client.engine.darwin') ? strictPin : okHttpPin;
}
