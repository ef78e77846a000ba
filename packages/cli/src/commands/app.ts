import { defineGroup } from '../command.ts';

export const app = defineGroup({
  name: 'app',
  summary: 'list, add, show and remove apps; their history',
  commands: [],
});
