import { defineGroup } from '../command.ts';
import { labDoor } from './lab-door.ts';
import { labProxy } from './lab-proxy.ts';
import { labRestore } from './lab-restore.ts';
import { labRun } from './lab-run.ts';
import { labScenarios } from './lab-scenarios.ts';
import { labShow } from './lab-show.ts';
import { labUpstream } from './lab-upstream.ts';
import { labVerify } from './lab-verify.ts';

export const lab = defineGroup({
  name: 'lab',
  summary: 'attack an app as a man in the middle would, and say which of its hosts are pinned',
  commands: [labRun, labProxy, labUpstream, labDoor, labScenarios, labShow, labVerify, labRestore],
});
