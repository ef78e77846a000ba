import { defineGroup } from '../command.ts';
import { appAdd } from './app-add.ts';
import { appDiff } from './app-diff.ts';
import { appDraft } from './app-draft.ts';
import { appHistory } from './app-history.ts';
import { appList } from './app-list.ts';
import { appRemove } from './app-remove.ts';
import { appRollForward } from './app-roll-forward.ts';
import { appShow } from './app-show.ts';
import { appStaticPins } from './app-static-pins.ts';

export const app = defineGroup({
  name: 'app',
  summary: 'list, add, show and remove apps; their drafts, history and static pins',
  commands: [appList, appAdd, appShow, appRemove, appDraft, appDiff, appHistory, appRollForward, appStaticPins],
});
