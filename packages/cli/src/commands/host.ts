import { defineGroup } from '../command.ts';
import { hostAdd } from './host-add.ts';
import { hostList } from './host-list.ts';
import { hostRemove } from './host-remove.ts';

export const host = defineGroup({
  name: 'host',
  summary: "edit the hosts of an app's draft",
  commands: [hostList, hostAdd, hostRemove],
});
