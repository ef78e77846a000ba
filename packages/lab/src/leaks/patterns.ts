import { hasCrcOfToken, isCardNumber, isIban, isJwt } from './checksums.ts';

/**
 * What is known by its look. `example` and `nearMiss` are its tests: a body, or a message that begins with its method.
 * Every expression is bounded: it may start anywhere in 64 KiB that an attacker wrote.
 */
export interface ValuePattern {
  /** What is found, for people: "JSON Web Token". */
  readonly name: string;
  readonly value: RegExp;
  /** Whether a match is one, where that can be computed. */
  readonly isReal?: (match: string) => boolean;
  readonly example: string;
  readonly nearMiss: string;
}

// No example may look like a secret to the scanners that keep secrets out of repositories: they are put together here.
const letters = (count: number) => 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8bC0eF'.repeat(4).slice(0, count);
const hex = (count: number) => '0f1e2d3c4b5a69788796a5b4c3d2e1f0'.repeat(2).slice(0, count);

export const valuePatterns: readonly ValuePattern[] = [
  {
    name: 'JSON Web Token',
    // Of three parts (RFC 7515), or five where it is encrypted (RFC 7516).
    value: /\beyJ[\w-]{8,4096}\.[\w-]{0,16384}\.[\w-]{4,8192}(?:\.[\w-]{4,16384}\.[\w-]{4,1024})?/g,
    isReal: isJwt,
    example: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJlLW9mLWFkYQ',
    nearMiss: 'eyJwYWdlIjoxLCJzaXplIjoyMH0.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJlLW9mLWFkYQ',
  },
  {
    name: 'AWS access key ID',
    value: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g,
    example: `key=${'AKIA'}IOSFODNN7EXAMPLE`,
    nearMiss: `key=${'AKIA'}IOSFODNN1EXAMPLE`,
  },
  {
    name: 'Google API key',
    value: /\bAIza[\w-]{35}(?![\w-])/g,
    example: `GET /maps?key=${'AIza'}${letters(35)}`,
    nearMiss: `GET /maps?key=${'AIza'}${letters(34)}`,
  },
  {
    name: 'Google access token',
    value: /\bya29\.[\w-]{20,2000}/g,
    example: `${'ya29'}.${letters(60)}`,
    nearMiss: `${'ya29'}.example`,
  },
  {
    name: 'Google refresh token',
    value: /(?<![\w/:])1\/\/0[\w-]{30,200}/g,
    example: `${'1//0'}${letters(60)}`,
    nearMiss: `https://host1//0${letters(60)}`,
  },
  {
    name: 'Google client secret',
    value: /\bGOCSPX-[\w-]{28}(?![\w-])/g,
    example: `${'GOCSPX'}-${letters(28)}`,
    nearMiss: `${'GOCSPX'}-${letters(20)}`,
  },
  {
    name: 'Stripe secret key',
    value: /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,247}\b/g,
    example: `${'sk'}_live_${letters(24)}`,
    nearMiss: `${'pk'}_live_${letters(24)}`,
  },
  {
    name: 'Stripe client secret',
    value: /\b(?:pi|seti|cs)_[A-Za-z0-9]{14,80}_secret_[A-Za-z0-9]{16,80}\b/g,
    example: `${'pi'}_${letters(24)}_secret_${letters(25)}`,
    nearMiss: `${'pi'}_${letters(24)}`,
  },
  {
    name: 'Stripe webhook secret',
    value: /\bwhsec_[A-Za-z0-9+/]{32,100}={0,2}/g,
    example: `${'whsec'}_${letters(32)}`,
    nearMiss: `${'whsec'}_${letters(12)}`,
  },
  {
    name: 'GitHub token',
    value: /\bgh[oprsu]_[A-Za-z0-9]{36}\b/g,
    isReal: hasCrcOfToken,
    example: `${'ghp'}_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17`,
    nearMiss: `${'ghp'}_zQWBuTSOoRi4A9spHcVY5ncnsDkxkK0mLq17`,
  },
  {
    name: 'GitHub fine-grained token',
    value: /\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b/g,
    example: `${'github'}_pat_${letters(22)}_${letters(59)}`,
    nearMiss: `${'github'}_pat_${letters(59)}`,
  },
  {
    name: 'npm token',
    value: /\bnpm_[A-Za-z0-9]{36}\b/g,
    isReal: hasCrcOfToken,
    example: `${'npm'}_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17`,
    nearMiss: `${'npm'}_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18`,
  },
  {
    name: 'PyPI token',
    value: /\bpypi-AgEIcHlwaS5vcmc[\w-]{50,1000}/g,
    example: `${'pypi'}-AgEIcHlwaS5vcmc${letters(80)}`,
    nearMiss: `${'pypi'}-${letters(80)}`,
  },
  {
    name: 'GitLab token',
    value: /\bgl(?:pat|oas|dt|rt|cbt|ptt|ft|imt|agent|soat)-[\w-]{20}(?:[\w.-]{0,300}[\w-])?/g,
    example: `${'glpat'}-${letters(20)}`,
    nearMiss: `${'glpat'}-${letters(12)}`,
  },
  {
    name: 'Slack token',
    value: /\bxox[abeoprs]-[A-Za-z0-9-]{20,400}|\bxapp-\d-[A-Z0-9]{8,20}-\d{8,20}-[0-9a-f]{64}/g,
    example: `${'xoxb'}-123456789012-123456789012-${letters(24)}`,
    nearMiss: `${'xoxb'}-not-a-token`,
  },
  {
    name: 'Slack webhook',
    value: /\bhooks\.slack\.com\/services\/T[A-Z0-9]{8,12}\/B[A-Z0-9]{8,12}\/[A-Za-z0-9]{24}\b/g,
    example: `https://${'hooks'}.slack.com/services/T00000000/B00000000/${letters(24)}`,
    nearMiss: `https://${'hooks'}.slack.com/services/T00000000/B00000000`,
  },
  {
    name: 'Twilio API key',
    value: /\bSK[0-9a-f]{32}\b/g,
    example: `${'SK'}${hex(32)}`,
    nearMiss: `${'SK'}${hex(31)}`,
  },
  {
    name: 'SendGrid API key',
    value: /\bSG\.[\w-]{22}\.[\w-]{43}(?![\w-])/g,
    example: `${'SG'}.${letters(22)}.${letters(43)}`,
    nearMiss: `${'SG'}.${letters(22)}.${letters(20)}`,
  },
  {
    name: 'OpenAI API key',
    value: /\bsk-(?:(?:proj|svcacct|admin)-)?[\w-]{20,150}T3BlbkFJ[\w-]{20,150}/g,
    example: `${'sk'}-proj-${letters(74)}${'T3Blbk'}FJ${letters(74)}`,
    nearMiss: `${'sk'}-proj-${letters(20)}`,
  },
  {
    name: 'Anthropic API key',
    value: /\bsk-ant-(?:api|admin|oat|ort|sid)\d\d-[\w-]{80,150}/g,
    example: `${'sk'}-ant-api03-${letters(93)}AA`,
    nearMiss: `${'sk'}-ant-api03-your-key`,
  },
  {
    name: 'Hugging Face token',
    value: /\bhf_[A-Za-z0-9]{34}\b/g,
    example: `${'hf'}_${letters(34)}`,
    nearMiss: `${'hf'}_${letters(30)}`,
  },
  {
    name: 'Telegram bot token',
    value: /(?<!\d)\d{8,10}:AA[\w-]{33}(?![\w-])/g,
    example: `GET /bot123456789:${'AA'}${letters(33)}/getMe`,
    nearMiss: `GET /bot123456789:${'AA'}${letters(20)}/getMe`,
  },
  {
    name: 'Shopify token',
    value: /\bshp(?:at|ca|pa|ss)_[0-9a-f]{32}\b/g,
    example: `${'shpat'}_${hex(32)}`,
    nearMiss: `${'shpat'}_${hex(16)}`,
  },
  {
    name: 'DigitalOcean token',
    value: /\bdo[opr]_v1_[0-9a-f]{64}\b/g,
    example: `${'dop'}_v1_${hex(64)}`,
    nearMiss: `${'dop'}_v1_${hex(32)}`,
  },
  {
    name: 'Mapbox secret token',
    value: /\bsk\.eyJ[\w-]{20,400}\.[\w-]{22}(?![\w-])/g,
    example: `${'sk'}.eyJ${letters(60)}.${letters(22)}`,
    nearMiss: `${'pk'}.eyJ${letters(60)}.${letters(22)}`,
  },
  {
    name: 'Azure storage key',
    value: /\bAccountKey=[A-Za-z0-9+/]{86}==/g,
    example: `AccountName=shop;${'Account'}Key=${letters(86)}==`,
    nearMiss: `AccountName=shop;${'Account'}Key=${letters(20)}==`,
  },
  {
    name: 'private key',
    value:
      /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/=\s\\:,]|-(?!-)){0,16384}(?:-----END [A-Z0-9 ]{1,50}-----)?/g,
    example: `-----BEGIN EC ${'PRIVATE'} KEY-----\nMHcCAQEE\n-----END EC ${'PRIVATE'} KEY-----`,
    nearMiss: '-----BEGIN PUBLIC KEY-----\nMFkwEwYH\n-----END PUBLIC KEY-----',
  },
  {
    name: 'URL with a password',
    value: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/?#@"'<>]{1,128}:[^\s/?#@"'<>]{1,256}@[\w.[\]:-]{1,255}/gi,
    example: 'postgres://shop:s3cret-word@db.example.com/orders',
    nearMiss: 'https://shop.example.com:8443/@ada',
  },
  {
    name: 'e-mail address',
    // What stands between :// and @ is the user of a URL, and no mailbox.
    value:
      /(?<![\w.%+-])(?<!:\/\/[^\s/@]{0,256})[\w.%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}(?!(?:png|jpe?g|gif|webp|svg|css|m?js|json|html?)\b)[A-Za-z]{2,24}(?![\w-])/g,
    example: '{"to":"ada@example.com"}',
    nearMiss: '{"image":"logo@2x.png","package":"react@19.2.0"}',
  },
  {
    name: 'payment card number',
    value: /(?<![\w.])(?:\d{14,16}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{4,5})(?![\w]|\.\d)/g,
    isReal: isCardNumber,
    example: '{"number":"4111 1111 1111 1111","until":"12/30"}',
    nearMiss: '{"number":"4111 1111 1111 1112","until":"12/30"}',
  },
  {
    name: 'IBAN',
    value: /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)(?![A-Za-z0-9])/g,
    isReal: isIban,
    example: '{"account":"DE89 3704 0044 0532 0130 00"}',
    nearMiss: '{"account":"DE88 3704 0044 0532 0130 00"}',
  },
];
