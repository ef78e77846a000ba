import { defineGroup } from '../command.ts';
import { rootInit } from './root-init.ts';
import { rootNext } from './root-next.ts';
import { rootPublish } from './root-publish.ts';
import { rootShow } from './root-show.ts';
import { rootSign } from './root-sign.ts';

export const root = defineGroup({
  name: 'root',
  summary: 'make, sign, show and publish trust roots',
  commands: [rootInit, rootNext, rootSign, rootShow, rootPublish],
});
