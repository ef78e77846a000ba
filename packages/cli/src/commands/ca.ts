import { defineGroup } from '../command.ts';
import { caDev } from './ca-dev.ts';

export const ca = defineGroup({
  name: 'ca',
  summary: 'make a CA for development and the certificates of its servers',
  commands: [caDev],
});
