import type { Span } from '../read-config.ts';
import type { Language } from '../text/source.ts';
import { type Code, has, matchesIn } from './code.ts';

interface Sign {
  readonly languages: readonly Language[];
  readonly pattern: RegExp;
  readonly sentence: string;
  /** Where this is found in the same program, it is something else. */
  readonly unless?: RegExp;
}

const anybody = 'Any certificate passes here, of anybody.';
const anyName = 'A certificate for any name passes here: that of any site will do.';
const jvm: readonly Language[] = ['kotlin', 'java'];
const apple: readonly Language[] = ['swift', 'objective-c'];
// A function that says yes whatever it is given, as each language writes it.
const yes = String.raw`(?:delegate )?(?:(?:function )?\( (?:[^()]* )?\)|\w+)?(?: \w+)? ?(?:= > )?(?:\{ return true ;? ?\}|true(?! [&|?=!]))`;
const kotlinYes = String.raw`\(? ?\{ (?:[\w ,:?.<>]*- > )?true \}`;

const signs: readonly Sign[] = [
  {
    languages: jvm,
    pattern:
      /(?:fun|void) checkServerTrusted \( (?:[^()]* )?\) (?:: Unit )?(?:throws [\w ,.]+ )?(?:\{ (?:return (?:; )?)?\}|= (?:Unit|\{ \}))/,
    sentence: `checkServerTrusted is empty. ${anybody}`,
  },
  {
    languages: jvm,
    pattern: new RegExp(
      `(?:hostnameVerifier|HostnameVerifier|setHostnameVerifier|setDefaultHostnameVerifier|hostnameVerifier =|defaultHostnameVerifier =|HostnameVerifier \\(|hostnameVerifier \\() ?${kotlinYes}`,
    ),
    sentence: anyName,
  },
  {
    languages: jvm,
    pattern: /(?:setD|setH|h|d)(?:efaultH)?ostnameVerifier \( (?:\( [\w ,]* \)|\w+) - > true/,
    sentence: anyName,
  },
  {
    languages: jvm,
    pattern: /(?:fun|boolean) verify \( [^()]*SSLSession[^()]* \) (?:: Boolean )?(?:\{ return true (?:; )?\}|= true)/,
    sentence: anyName,
  },
  {
    languages: jvm,
    pattern:
      /(?:new )?(?:AllowAllHostnameVerifier|NoopHostnameVerifier)(?: \(| \. INSTANCE)|\w+ \. ALLOW_ALL_HOSTNAME_VERIFIER/,
    sentence: anyName,
  },
  {
    languages: jvm,
    pattern:
      /onReceivedSslError \( (?:[^()]* )?\) (?:: Unit )?\{ (?:(?!if |when |switch )[^{}])*\. proceed \( \) ;? ?\}/,
    sentence: `The web view goes on after every fault of TLS. ${anybody}`,
  },
  {
    languages: apple,
    pattern: /Disabled(?:Trust)?Evaluator \(/,
    sentence: `DisabledTrustEvaluator switches all checks off. ${anybody}`,
  },
  {
    languages: apple,
    pattern:
      /(?:allowInvalidCertificates = (?:true|YES)|setAllowInvalidCertificates : YES|setAllowsAnyHTTPSCertificate : YES)/,
    sentence: anybody,
  },
  {
    languages: apple,
    pattern: /URLCredential \( trust :|credentialForTrust :/,
    unless: /SecTrustEvaluate\w*|evaluate \(|TrustKit|TSKPinningValidator|handle \( challenge/,
    sentence: `The certificate is accepted, and nothing in this file evaluates it. ${anybody}`,
  },
  {
    languages: ['dart'],
    pattern: new RegExp(`(?:badCertificateCallback|onBadCertificate) (?:=|:) ${yes}`),
    sentence: `The callback accepts what validation refused. ${anybody}`,
  },
  {
    languages: ['javascript'],
    pattern: /"?rejectUnauthorized"? (?::|=) (?:false|! 1)/,
    sentence: anybody,
  },
  {
    languages: ['javascript'],
    pattern: /(?:NODE_TLS_REJECT_UNAUTHORIZED|"NODE_TLS_REJECT_UNAUTHORIZED" \]) = (?:"0"|0)/,
    sentence: `For the whole process: ${anybody.toLowerCase()}`,
  },
  {
    languages: ['javascript'],
    pattern:
      /checkServerIdentity (?::|=) (?:\( (?:[^()]* )?\)|\w+|function \( (?:[^()]* )?\)) (?:= > )?(?:undefined|null|\{ (?:return (?:undefined |null )?;? ?)?\})/,
    sentence: anyName,
  },
  {
    languages: ['javascript'],
    pattern:
      /setCertificateVerifyProc \( (?:\( (?:[^()]* )?\)|function \( (?:[^()]* )?\)) (?:= > )?(?:\{ )?\w+ \( 0 \)/,
    sentence: anybody,
  },
  {
    languages: ['javascript'],
    pattern: /setServerTrustMode \( "(?:nocheck|acceptall)"/,
    sentence: anybody,
  },
  {
    languages: ['javascript'],
    pattern: /disableAllSecurity : true/,
    sentence: anybody,
  },
  {
    languages: ['csharp'],
    pattern: /\w+ \. DangerousAcceptAnyServerCertificateValidator/,
    sentence: anybody,
  },
  {
    languages: ['csharp'],
    pattern: new RegExp(
      String.raw`(?:\w*ServerCertificate(?:Custom)?ValidationCallback|RemoteCertificateValidationCallback) (?:(?:\+ )?=|\() ${yes}`,
    ),
    sentence: anybody,
  },
  {
    languages: ['csharp'],
    pattern: /bool ValidateCertificate \( (?:[^()]* )?\) (?:= > true|\{ return true ; \})/,
    sentence: anybody,
  },
  {
    languages: ['go'],
    pattern: /InsecureSkipVerify (?::|=) true/,
    unless: /VerifyConnection|VerifyPeerCertificate/,
    sentence: anybody,
  },
  {
    languages: ['python'],
    pattern:
      /(?:[(,] )(?:verify|ssl|verify_ssl) = False|(?:ssl \. )?(?:_create_unverified_context|CERT_NONE)|cert_reqs = "CERT_NONE"/,
    sentence: anybody,
  },
];

/** Code that accepts every certificate, or one for every name: unconditionally, as far as it can be seen. */
export function trustAllIn(code: Code): { readonly span: Span; readonly sentence: string }[] {
  return signs
    .filter(({ languages, unless }) => languages.includes(code.language) && !(unless && has(code, unless)))
    .flatMap(({ pattern, sentence }) => matchesIn(code, pattern).map(({ span }) => ({ span, sentence })));
}
