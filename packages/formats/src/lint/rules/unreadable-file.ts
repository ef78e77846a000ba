import { isInfoPlist, nameOf } from '../../interest.ts';
import type { SourceFile } from '../../read-config.ts';
import { parsePlist } from '../../text/plist.ts';
import { parseXml, type TextRefused } from '../../text/xml.ts';
import { a, ats, atsDomain, b } from '../example-pieces.ts';
import { configNameOf, manifestsIn } from '../manifests.ts';
import type { Found, Project, Rule } from '../rule.ts';

const whole = ats(atsDomain('api.example.com', [a, b]));

export const unreadableFile: Rule = {
  id: 'unreadable-file',
  title: 'The file cannot be read',
  severity: 'error',
  scope: 'file',
  forms: 'all',
  meaning:
    'Its name or its words promise a config, and it is not well-formed. What the platform makes of it is not known; mostly it pins nothing, or the app cannot be built.',
  repair: 'Correct it where the finding points.',
  standards: [],
  bad: { files: { 'ios/App/Info.plist': whole.replace('</plist>', '') }, at: [''] },
  good: { files: { 'ios/App/Info.plist': whole } },
  check(project) {
    // What a reader took for its own it has told itself.
    const unread = project.files.filter(({ configs }) => configs.length === 0).map(({ file }) => file);
    const named = namesIn(project);
    return unread.flatMap((file) => {
      const refused = refusalOf(file, named);
      return refused ? [foundIn(file, refused)] : [];
    });
  },
};

/** What a file is called that must be a config, whatever stands in it. */
function namesIn(project: Project): Set<string> {
  const named = manifestsIn(project).map(({ application }) => application?.config?.value);
  return new Set(['@xml/network_security_config', ...named.filter((name) => name !== undefined)]);
}

function refusalOf(file: SourceFile, named: ReadonlySet<string>): TextRefused | null {
  if (isInfoPlist(nameOf(file.path))) {
    const plist = parsePlist(file);
    return plist.kind === 'refused' ? plist : null;
  }
  if (!named.has(`@xml/${configNameOf(file.path)}`)) return null;
  const start = { start: 0, end: 0 };
  if (file.text === null) return { kind: 'refused', sentence: 'is no text', span: start };
  const document = parseXml(file.text);
  if (document.kind === 'refused') return document;
  const { name, span } = document.root;
  const sentence = `begins with <${name}>, and a Network Security Config with <network-security-config>`;
  return { kind: 'refused', sentence, span: { start: span.start, end: span.start + name.length + 1 } };
}

function foundIn({ path }: SourceFile, { sentence, span, isLegal }: TextRefused): Found {
  return { path, span, sentence: `The file ${sentence}.`, ...(isLegal ? { severity: 'warning' } : {}) };
}
