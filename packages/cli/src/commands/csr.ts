import { defineGroup } from '../command.ts';
import { csrNew } from './csr-new.ts';

export const csr = defineGroup({
  name: 'csr',
  summary: 'make requests for certificates, with the right names and the right key',
  commands: [csrNew],
});
