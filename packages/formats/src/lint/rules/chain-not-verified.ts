import type { Language } from '../../text/source.ts';
import { type Code, codeIn, has, matchesIn } from '../code.ts';
import { found } from '../places.ts';
import type { Rule } from '../rule.ts';

interface Sign {
  readonly languages: readonly Language[];
  readonly pattern: RegExp;
  readonly sentence: string;
  readonly unless?: RegExp;
}

const signs: readonly Sign[] = [
  {
    languages: ['python'],
    pattern: /assert_fingerprint =/,
    sentence: 'urllib3 compares the fingerprint in place of the name of the host.',
  },
  {
    languages: ['python'],
    pattern: /aiohttp \. Fingerprint \(|ssl = Fingerprint \(/,
    sentence: 'aiohttp compares the fingerprint in place of verifying the chain and the name.',
  },
  {
    languages: ['csharp'],
    pattern: /bool ValidateCertificate \( byte \[ \] \w+ \)(?! = > true| \{ return true ; \})/,
    unless: /X509Chain/,
    sentence: 'Unity hands over the certificate of the server alone, and verifies neither chain nor name beside this.',
  },
  {
    languages: ['swift'],
    pattern: /(?:performDefaultValidation|validateHost) : false/,
    sentence: 'Alamofire compares keys here in place of verifying chain and name.',
  },
  {
    languages: ['swift', 'objective-c'],
    pattern: /validatesDomainName = (?:false|NO)/,
    sentence: 'AFNetworking does not compare the name of the host here.',
  },
  {
    languages: ['go'],
    pattern: /InsecureSkipVerify (?::|=) true/,
    unless: /\w+ \. Verify \(/,
    sentence: 'Go verifies neither chain nor name here, and the callback beside it does not either.',
  },
];

export const chainNotVerified: Rule = {
  id: 'chain-not-verified',
  title: 'The pin takes the place of validation',
  severity: 'error',
  scope: 'file',
  forms: ['python', 'unity', 'alamofire', 'go'],
  meaning:
    'The chain, the name and the dates of the certificate are no longer verified, since a pin is. A key that was revoked, or a certificate that is years past its end, passes; a mistake in the pin leaves nothing.',
  repair: 'Keep the validation of the platform, and compare the pin after it.',
  standards: ['MASWE-0052', 'CWE-295', 'CWE-297'],
  bad: {
    files: {
      'service/client.py': `import aiohttp

async def get(session: aiohttp.ClientSession, url: str, fingerprint: bytes) -> bytes:
    async with session.get(url, ssl=aiohttp.Fingerprint(fingerprint)) as response:
        return await response.read()
`,
    },
    at: ['aiohttp.Fingerprint'],
  },
  good: {
    files: {
      'service/client.py': `import aiohttp

# Not ssl=aiohttp.Fingerprint(fingerprint): it would verify nothing else.
async def get(session: aiohttp.ClientSession, url: str) -> bytes:
    async with session.get(url, ssl=pinned_context()) as response:
        return await response.read()
`,
    },
  },
  check: (project) =>
    codeIn(project).flatMap((code) => signsIn(code).map(({ span, sentence }) => found(code, span, sentence))),
};

function signsIn(code: Code) {
  return signs
    .filter(({ languages, unless }) => languages.includes(code.language) && !(unless && has(code, unless)))
    .filter(({ languages }) => languages[0] !== 'go' || has(code, /VerifyConnection|VerifyPeerCertificate/))
    .flatMap(({ pattern, sentence }) => matchesIn(code, pattern).map(({ span }) => ({ span, sentence })));
}
