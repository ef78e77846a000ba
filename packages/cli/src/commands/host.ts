import { defineGroup } from '../command.ts';

export const host = defineGroup({ name: 'host', summary: "edit the hosts of an app's draft", commands: [] });
