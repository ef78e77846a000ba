import { flag, type Sketch, text, texts, wholeNumber } from '../sketch.ts';
import { failOnOption } from './fail-on-option.ts';

/** What every command takes that attacks an app, however the app is brought behind the lab. */
export const attackOptions = {
  scenario: texts('--scenario <id,id>', 'attack so, and not in all ways: livepin lab scenarios lists them'),
  tries: wholeNumber('--tries <count>', 'how often each scenario is tried (3)', [1, 20]),
  resolve: texts('--resolve <rule>', 'where a genuine server is, as HOST[:PORT]=ADDRESS[:PORT]: a test server'),
  ca: text('--ca <file>', 'CAs of the genuine servers in PEM, beside those of this system'),
  hosts: texts('--expect <host,host>', 'hosts that the test has to reach, or it says so'),
  configs: texts('--config <path>', 'static pins, or a project with them: what the app speaks to is held against it'),
  bundle: text('--bundle <file>', 'a bundle: what the app speaks to is held against it'),
  canary: texts('--canary <pair>', 'a value that the app sends, as NAME=VALUE: where it can be read is reported'),
  canaries: text('--canaries <file>', 'a file of such values: lines NAME=VALUE, or a JSON object'),
  channel: texts('--channel <host,host>', 'from where the app gets its pins, where that does not show'),
  replay: text('--replay <file>', 'an older document of the channel, to be delivered again'),
  foreign: text(
    '--foreign <file>',
    'a document of somebody else, to be delivered by the channel; otherwise one is forged',
  ),
  genuineChain: text('--genuine-chain <file>', 'the certificates of a genuine server, for attacks with its key'),
  genuineKey: text('--genuine-key <file>', 'its private key; it stays in memory'),
  build: texts('--build <path>', 'what is tested, a file or folder: its hash stands in the report'),
  out: text('--out <folder>', 'write the report in all forms (JSON, HTML, JUnit, SARIF, badge) and the captures there'),
  sign: text('--sign <file>', 'sign the report with this private key (P-256 or Ed25519)'),
  unredacted: flag('--unredacted', 'write what was read as it was, keys to decrypt the captures too'),
  failOn: failOnOption,
} satisfies Readonly<Record<string, Sketch<unknown>>>;

/** What was given of them. */
export type AttackValues = {
  readonly [K in keyof typeof attackOptions]: (typeof attackOptions)[K] extends Sketch<infer T> ? T : never;
};
