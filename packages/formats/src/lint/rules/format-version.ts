import { a, b } from '../example-pieces.ts';
import type { Rule } from '../rule.ts';

const config = (domains: unknown) =>
  `${JSON.stringify({ sha256Keys: { 'api.example.com': [`sha256/${a}`, `sha256/${b}`] }, domains }, null, 2)}\n`;

export const formatVersion: Rule = {
  id: 'format-version',
  title: 'File of an older version',
  severity: 'error',
  scope: 'file',
  forms: ['rn-ssl-manager'],
  meaning:
    'Version 1 of react-native-ssl-manager named environments in "domains". Version 2 throws at that on Android, logs it, and pins nothing.',
  repair: 'Write "domains" as version 2 has it: an object of settings for each host.',
  standards: ['MASVS-NETWORK-2'],
  bad: { files: { 'ssl_config.json': config({ development: 'dev.example.com' }) }, at: ['domains'] },
  good: { files: { 'ssl_config.json': config({ 'api.example.com': { enforcePinning: true } }) } },
};
