import { defineGroup } from '../command.ts';
import { keyAdd } from './key-add.ts';
import { keyList } from './key-list.ts';
import { keyNew } from './key-new.ts';
import { keyRotate } from './key-rotate.ts';
import { keyShow } from './key-show.ts';

export const key = defineGroup({
  name: 'key',
  summary: 'make and show key files; the pin keys of the service',
  commands: [keyNew, keyShow, keyList, keyAdd, keyRotate],
});
