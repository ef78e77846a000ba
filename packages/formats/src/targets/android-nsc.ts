import { hostProblems } from '../nsc/host-problems.ts';
import { allDomainConfigs, readNsc } from '../nsc/nsc-config.ts';
import { entriesOf, pinSetProblems } from '../nsc/read-entries.ts';
import { rewriteNsc } from '../nsc/rewrite-nsc.ts';
import { trustProblems } from '../nsc/trust-problems.ts';
import { writeNsc } from '../nsc/write-nsc.ts';
import type { ReadConfig, ReadProblem, SourceFile } from '../read-config.ts';
import type { Target } from '../target.ts';
import { commentedOut } from '../text/commented-out.ts';
import { parseXml } from '../text/xml.ts';

const id = 'android-nsc';

/** Documentation: "Network security configuration", developer.android.com; `android.security.net.config` in AOSP. */
export const androidNsc: Target = {
  id,
  title: 'Android Network Security Config',
  generate(plan) {
    const { text, losses } = writeNsc(plan, 'A Network Security Config');
    return {
      files: [{ path: 'app/src/main/res/xml/network_security_config.xml', text }],
      steps: nscSteps,
      losses,
    };
  },
  reader: {
    recognizes: (file) => file.text?.includes('<network-security-config') ?? false,
    read,
  },
  rewriter: { rewrite: rewriteNsc },
};

export const nscSteps: readonly string[] = [
  'Name the file in AndroidManifest.xml: <application android:networkSecurityConfig="@xml/network_security_config">.',
  'Android 7 (API 24) or newer is needed: older devices pass over the file.',
  'Code with a TrustManager or a TLS library of its own (Flutter, OpenSSL, Unity) does not ask these pins.',
];

function read(file: SourceFile): ReadConfig {
  const document = parseXml(file.text ?? '');
  if (document.kind === 'refused') {
    const { sentence, span } = document;
    const problem = { rule: 'nsc-structure', sentence: `The file ${sentence}. The app cannot be built.`, span };
    return { target: id, entries: [], problems: [problem] };
  }
  const found: ReadProblem[] = [];
  const nsc = readNsc(document.root, found);
  const configs = allDomainConfigs(nsc.domains);
  const entries = configs.flatMap(entriesOf);
  const problems = [
    ...found,
    ...configs.flatMap(({ pinSet }) => (pinSet ? pinSetProblems(pinSet) : [])),
    ...hostProblems(nsc),
    ...trustProblems(nsc),
    ...commentedOut(document.comments, /<(?:pin|pin-set|domain-config)\b/, entries),
  ];
  return { target: id, entries, problems };
}
