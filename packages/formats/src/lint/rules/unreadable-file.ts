import { a, ats, atsDomain, b } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

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
};
