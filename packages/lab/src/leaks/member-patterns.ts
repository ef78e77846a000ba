import type { Place } from './places.ts';

/**
 * What is known by its name: the value of a header, a cookie, a parameter or a member. `example` and `nearMiss` are its
 * tests: a message that begins with its method, or a body.
 */
export interface MemberPattern {
  readonly name: string;
  readonly where: readonly Place['where'][];
  /** Of its name in lower case, without all that is neither letter nor digit. */
  readonly member: RegExp;
  /** Of its value, without encodings. What is secret of it is the group of that name, where there is one. */
  readonly value: RegExp;
  /** A name that stands beside it, where its own says too little. */
  readonly beside?: RegExp;
  readonly example: string;
  readonly nearMiss: string;
}

// What is shorter is an example, a flag or a number; what has a space in it is a sentence.
const credential = /^(?!\d{1,12}$)\S{8,}$/;
const longCredential = /^(?!\d{1,12}$)\S{16,}$/;

export const memberPatterns: readonly MemberPattern[] = [
  {
    name: 'user name and password (Basic)',
    where: ['header'],
    member: /^(?:proxy)?authorization$/,
    value: /^basic\s+(?<secret>[A-Za-z0-9+/=_-]{4,})$/i,
    example: 'GET /\nAuthorization: Basic YWRhOnNlY3JldA==',
    nearMiss: 'GET /\nWWW-Authenticate: Basic realm="shop"',
  },
  {
    name: 'bearer token',
    where: ['header'],
    member: /^(?:proxy)?authorization$/,
    value: /^bearer\s+(?<secret>\S{8,})$/i,
    example: 'GET /\nAuthorization: Bearer 2YotnFZFEjr1zCsicMWpAA',
    nearMiss: 'GET /\nAuthorization: Bearer null',
  },
  {
    name: 'credentials in Authorization',
    where: ['header'],
    member: /^(?:proxy)?authorization$/,
    // Of the schemes left out, two are above, and the others sign a request: they carry no secret.
    value:
      /^(?!(?:basic|bearer|digest|signature|hawk|oauth|dpop|aws4-hmac-sha256)\b)(?:[\w-]{1,40}\s+)?(?<secret>\S{8,})$/i,
    example: 'GET /\nAuthorization: Token 2YotnFZFEjr1zCsicMWpAA',
    nearMiss: 'GET /\nAuthorization: Digest username="ada", response="6629fae49393a05397450978507c4ef1"',
  },
  {
    name: 'API key or token in a header',
    where: ['header'],
    member:
      /^(?:x)?(?:api(?:key|token)|auth(?:key|token)|(?:access|session|user|private|vault)token|amzsecuritytoken|googapikey|functionskey|shopifyaccesstoken|ocpapimsubscriptionkey)$/,
    value: credential,
    example: 'GET /\nX-Api-Key: 2YotnFZFEjr1zCsicMWpAA',
    nearMiss: 'GET /\nX-CSRF-Token: 2YotnFZFEjr1zCsicMWpAA',
  },
  {
    name: 'session cookie',
    where: ['cookie'],
    member: /^(?!.*[cx]srf)(?:.*(?:sess|auth(?!or)|token|jwt|remember|login|identity|credential).*|.*sid|sso.*)$/,
    value: credential,
    example: 'GET /\nCookie: theme=dark; JSESSIONID=2YotnFZFEjr1zCsicMWpAA',
    nearMiss: 'GET /\nCookie: csrftoken=2YotnFZFEjr1zCsicMWpAA; session_count=12; _ga=GA1.2.1234567890.1234567890',
  },
  {
    name: 'refresh token',
    where: ['url', 'body'],
    member: /^refreshtoken$/,
    value: credential,
    example: 'grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA',
    nearMiss: 'grant_type=refresh_token&refresh_token=none',
  },
  {
    name: 'access or session token',
    where: ['url', 'body'],
    member:
      /^(?:access|id|auth|session|user|login|bearer|security|oauth|xamzsecurity)?token$|^jwt$|^session(?:id|key)?$|^sid$/,
    value: longCredential,
    example: 'GET /me?access_token=2YotnFZFEjr1zCsicMWpAA',
    nearMiss: 'GET /me?token=short&page_token_size=2YotnFZFEjr1zCsicMWpAA',
  },
  {
    name: 'API key or client secret',
    where: ['url', 'body'],
    member:
      /^(?:x)?api(?:key|secret|token)$|^(?:app|client|consumer|shared)(?:key|secret)$|^secret(?:key)?$|^subscriptionkey$/,
    value: credential,
    example: '{"client_id":"shop","client_secret":"7Fjfp0ZBr1KtDRbnfVdmIw"}',
    nearMiss: '{"client_id":"shop","client_secret":""}',
  },
  {
    name: 'AWS secret access key',
    where: ['url', 'body', 'header'],
    member: /^(?:aws)?secretaccesskey$/,
    value: /^[A-Za-z0-9/+]{40}$/,
    example: `{"SecretAccessKey":"${'wJalrXUtnFEMI/K7MDENG'}/bPxRfiCYEXAMPLEKEY"}`,
    nearMiss: '{"SecretAccessKey":"a key of yours"}',
  },
  {
    name: 'OAuth code',
    where: ['url', 'body'],
    member: /^code$/,
    value: /^[\w.~/+-]{10,}$/,
    beside: /^(?:granttype|state|codeverifier|redirecturi)$/,
    example: 'grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA',
    nearMiss: 'country=DE&code=SplxlOBeZQQYbYS6WxSbIA',
  },
  {
    name: 'PKCE code verifier',
    where: ['url', 'body'],
    member: /^codeverifier$/,
    value: /^[\w.~-]{43,128}$/,
    example: 'code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    nearMiss: 'code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  },
  {
    name: 'signature of a signed URL',
    where: ['url'],
    member: /^(?:sig|signature|xamzsignature|xgoogsignature)$/,
    value: /^[\w%+/=~-]{30,}$/,
    beside: /^(?:se|expires|keypairid|xamzexpires|xgoogexpires)$/,
    example: 'GET /blob?se=2030-01-01&sig=hJ8sYtq1fW3uT7yR5kPz0aBvCnX2mLdGeQ9iKoF6sE4%3D',
    nearMiss: 'GET /blob?page=2&sig=hJ8sYtq1fW3uT7yR5kPz0aBvCnX2mLdGeQ9iKoF6sE4%3D',
  },
  {
    name: 'password',
    where: ['url', 'body', 'header'],
    member:
      /^(?:x|j|my|new|old|current|user|login|account|confirm|repeat|admin|db|wifi)?(?:password|passwd|passwort|passphrase|passcode|pwd|pass)(?:confirm|confirmation|repeat|again|new|old|hash)?$/,
    value: /^(?!(?:true|false|null|none|undefined)$).{4,}$/is,
    example: 'POST /login\nContent-Type: application/json\n\n{"user":{"name":"ada","newPassword":"correct horse"}}',
    nearMiss: '{"password_strength":"good","forgot_password":"true","password":""}',
  },
  {
    name: 'PIN',
    where: ['url', 'body'],
    member: /^(?:user|card|login|account|my)?pin(?:code)?$/,
    value: /^\d{4,12}$/,
    example: '{"card":"debit","pin":"4711"}',
    nearMiss: '{"pin":"r8udi/Mxd6pLOS73D0SUKYWzdIwbaTGS+b3gEQO4pDc="}',
  },
  {
    name: 'one-time code',
    where: ['url', 'body'],
    member:
      /^(?:otp|otpcode|totp|totpcode|mfacode|mfatoken|tan|onetimecode|onetimepassword|smscode|verificationcode|twofactorcode|2facode)$/,
    value: /^\d{4,10}$/,
    example: '{"otp":"123456"}',
    nearMiss: '{"otp_length":"123456","otp":"sent"}',
  },
  {
    name: 'card security code',
    where: ['url', 'body'],
    member: /^(?:card)?(?:cvv2?|cvc2?|csc|securitycode)$/,
    value: /^\d{3,4}$/,
    example: '{"number":"…","cvc":"123"}',
    nearMiss: '{"cvc":"match"}',
  },
];
