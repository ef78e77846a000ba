import { blockAfter, codeIn, has, matchesIn } from '../code.ts';
import { pinsAny } from '../coverage.ts';
import { a, b, domainConfig, nsc, nscPath } from '../example-pieces.ts';
import { isOf } from '../forms.ts';
import { found } from '../places.ts';
import type { Rule } from '../rule.ts';

const declared =
  /(?:class|object)(?: \w+)?(?: \( [^(){}]* \))? (?::|extends|implements) (?:[\w.,<>() ]* )?X509(?:Extended)?TrustManager(?! by)/;
const anonymous = /new X509(?:Extended)?TrustManager \(/;
// What a store of one's own makes is no trust manager of Android's, and asks no pins.
const ofOwnStore = /\w+ \. init \( (?!null|\( KeyStore \) null|KeyManagerFactory)\w+(?: as KeyStore \??)? \)/;
const named = /(?:class|object) (\w+)/;

export const ownTrustManager: Rule = {
  id: 'own-trust-manager',
  title: 'Code takes the place of the trust manager',
  severity: 'error',
  scope: 'project',
  forms: ['nsc', 'okhttp'],
  meaning:
    'The pins of a Network Security Config are asked by the trust manager of Android. Connections made with another one do not ask them.',
  repair:
    'Use the default trust manager, and put CAs of your own into the Network Security Config; or hand on to X509TrustManagerExtensions.checkServerTrusted.',
  standards: ['MASWE-0052', 'CWE-295', 'MASVS-NETWORK-2'],
  bad: {
    files: {
      [nscPath]: nsc(domainConfig('api.example.com', [a, b])),
      'app/src/main/java/com/example/Trust.kt': `import javax.net.ssl.X509TrustManager

class CompanyTrust(private val root: X509Certificate) : X509TrustManager {
    override fun checkClientTrusted(chain: Array<X509Certificate>, authType: String) = Unit

    override fun checkServerTrusted(chain: Array<X509Certificate>, authType: String) {
        chain.last().verify(root.publicKey)
    }

    override fun getAcceptedIssuers() = arrayOf(root)
}
`,
    },
    at: ['class CompanyTrust'],
  },
  good: {
    files: {
      [nscPath]: nsc(domainConfig('api.example.com', [a, b])),
      'app/src/main/java/com/example/Trust.kt': `import javax.net.ssl.X509TrustManager

class LoggingTrust(private val platform: X509TrustManager) : X509TrustManager by platform {
    override fun checkServerTrusted(chain: Array<X509Certificate>, authType: String) {
        platform.checkServerTrusted(chain, authType)
    }
}
`,
    },
  },
  check(project) {
    if (!project.files.some(({ configs }) => configs.some((config) => isOf(config, 'nsc') && pinsAny(config))))
      return [];
    return codeIn(project, 'kotlin', 'java').flatMap((code) => [
      ...[...matchesIn(code, declared), ...matchesIn(code, anonymous)]
        // One that hands on asks the pins; an empty one is told as trust-all.
        .filter((match) => {
          const block = blockAfter(match);
          return /checkServerTrusted \(/.test(block) && !/\. checkServerTrusted \(/.test(block) && !isEmpty(block);
        })
        .map(({ span, found: [text] }) => {
          const name = named.exec(text)?.[1] ?? 'This trust manager';
          return found(
            code,
            span,
            `${name} decides in place of Android's trust manager: no pin of the Network Security Config is asked.`,
          );
        }),
      ...(has(code, /TrustManagerFactory \. getInstance \(/) ? matchesIn(code, ofOwnStore) : []).map(({ span }) =>
        found(
          code,
          span,
          'This trust manager has a store of its own: it does not ask the pins of the Network Security Config.',
        ),
      ),
    ]);
  },
};

function isEmpty(block: string): boolean {
  return /checkServerTrusted \( (?:[^()]* )?\) (?:: Unit )?(?:throws [\w ,.]+ )?(?:\{ (?:return ;? ?)?\}|= (?:Unit|\{ \}))/.test(
    block,
  );
}
